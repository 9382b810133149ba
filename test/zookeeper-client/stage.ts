import { createLogger } from '../../src/base/logger.ts'
import type { Random } from '../../src/base/random.ts'
import { ZooKeeperClient, type ZooKeeperClientOptions } from '../../src/zookeeper/client/client.ts'
import { ManualClock, ScriptedTransport, settled } from './scripted.ts'

const inOrder: Random = { int: (bound) => bound - 1, bytes: (count) => Buffer.alloc(count) }

/** A client in front of servers that the test plays, with all that it says. */
export class Stage {
  readonly clock = new ManualClock()
  readonly transport = new ScriptedTransport()
  readonly log: string[] = []
  readonly states: string[] = []

  options(more: Partial<ZooKeeperClientOptions> = {}): ZooKeeperClientOptions {
    const { clock, transport } = this
    const write = (line: string) => this.log.push(line.split('] ')[1] ?? '')
    return {
      servers: [{ host: 'one', port: 2181 }],
      sessionTimeoutMs: 6000,
      transport,
      clock,
      random: inOrder,
      logger: createLogger({ clock, name: 'zk', level: 'WARN', write }),
      ...more,
    }
  }

  open(more: Partial<ZooKeeperClientOptions> = {}): ZooKeeperClient {
    const client = new ZooKeeperClient(this.options(more))
    client.onState((state) => this.states.push(state))
    return client
  }

  async connected(more: Partial<ZooKeeperClientOptions> = {}): Promise<ZooKeeperClient> {
    const client = this.open(more)
    await settled()
    this.transport.last.accept(5n)
    await settled()
    return client
  }
}

/** `fine`, or what it failed with. */
export const outcome = (answer: Promise<unknown>) =>
  answer.then(
    () => 'fine',
    (error: Error) => error.message,
  )
