import type { AskedOperation } from '../../../zookeeper/client/trace.ts'
import type { ValueOf } from '../schema/schema.ts'
import type { OperationLine } from './diagnostics.ts'

/** What ZooKeeper was asked, as the JSON of `--explain` has it. */
export function operationObject(event: AskedOperation): ValueOf<OperationLine> {
  const { operation, path = null, server = null, milliseconds, error } = event
  return {
    zookeeper: {
      operation,
      path,
      server,
      milliseconds: Math.round(milliseconds * 10) / 10,
      error: error === undefined ? null : error instanceof Error ? error.message : String(error),
    },
  }
}

/** The same for people: `getData /brokers/ids/0 to ZooKeeper localhost/127.0.0.1:2181: 2.1 ms`. */
export function operationText({ zookeeper }: ValueOf<OperationLine>): string {
  const { operation, path, server, milliseconds, error } = zookeeper
  const what = path === null ? operation : `${operation} ${path}`
  const met = error === null ? '' : `: ${error}`
  return `${what} to ZooKeeper${server === null ? '' : ` ${server}`}: ${milliseconds} ms${met}`
}
