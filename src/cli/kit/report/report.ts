import type { LogEntry } from '../../../base/logger.ts'
import type { ClientTrace } from '../../../client/trace.ts'
import type { ZooKeeperTrace } from '../../../zookeeper/client/trace.ts'
import type { ResultType } from '../schema/schema.ts'

/** How a command tells what came of it: in Kafka's words, or with `--json` as objects, one a line. */
export interface Report {
  readonly isJson: boolean
  /** Results: `text` gives what Kafka's tool prints of them on stdout, line end included. */
  results<T extends object>(type: ResultType<T>, values: readonly NoInfer<T>[], text: () => string): void
  /** A remark that Kafka's tool prints on stdout, without its line end. */
  remark(text: string): void
  /** Why the command fails, or a part of what it was to do; `tell` says it as Kafka's tool does. */
  failure(error: unknown, tell: () => void): void
  /** A line of a server's log; `tell` writes it as Kafka's server does. */
  log(entry: LogEntry, tell: () => void): void
  /** Hears of requests to brokers and of brokers that can't be reached. */
  readonly clientTrace: ClientTrace
  /** The same of ZooKeeper's servers. */
  readonly zooKeeperTrace: ZooKeeperTrace
}

/** The report of a command that runs as a process. */
export interface CommandReport extends Report {
  /** Says what there is to be said at the end: objects for the errors, causes and hints. */
  end(): Promise<void>
}
