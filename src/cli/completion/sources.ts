import { createLogger } from '../../base/logger.ts'
import type { Cluster } from '../../client/cluster.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { ZooKeeperSecurity } from '../kit/zookeeper-security.ts'
import { type Given, lastValue } from './place.ts'

/** How long a prompt may wait for names: Node's own start comes on top. */
const patienceMs = 700

/** Who is asked for live names: whom the command line, or the profile, says. */
export class Sources {
  readonly #context: CommandContext
  readonly #given: readonly Given[]

  constructor(context: CommandContext, given: readonly Given[]) {
    const { clock } = context
    const logger = createLogger({ clock, name: 'complete', level: 'FATAL', write: () => {} })
    this.#context = { ...context, logger }
    this.#given = given
  }

  /** What the cluster answers; nothing when there is none, or not in time. */
  async kafka(ask: (cluster: Cluster) => Promise<string[]>): Promise<string[]> {
    const servers = this.#servers()
    if (servers === undefined) return []
    const time = String(patienceMs)
    const fixed = { 'request.timeout.ms': time, 'default.api.timeout.ms': time, 'client.id': 'kafkabox-complete' }
    return this.#inTime(async () => {
      const { openCluster } = await import('../connect/admin.ts')
      const cluster = await openCluster(this.#context, servers, lastValue(this.#given, 'client-config'), { fixed })
      try {
        return await ask(cluster)
      } finally {
        cluster.close()
      }
    })
  }

  /** The paths of the nodes below one. */
  async znodes(parent: string): Promise<string[]> {
    const server = lastValue(this.#given, 'zookeeper')
    if (server === undefined) return []
    return this.#inTime(async () => {
      const [{ ZooKeeperClient }, { connectOptions }, { childPath }] = await Promise.all([
        import('../../zookeeper/client/client.ts'),
        import('../zookeeper-shell/connect-options.ts'),
        import('../zookeeper-shell/walk.ts'),
      ])
      const connection = { server, timeoutMs: 10_000, readOnly: true, security: await this.#zooKeeperSecurity() }
      const zookeeper = await ZooKeeperClient.connect(connectOptions(this.#context, connection))
      const { children } = await zookeeper.children(parent)
      await zookeeper.close()
      return children.map((name) => childPath(parent, name))
    })
  }

  /** For a client that is to speak TLS, or to log in. */
  async #zooKeeperSecurity(): Promise<ZooKeeperSecurity> {
    const { kafkaToolSecurity } = await import('../zookeeper-shell/tls-file.ts')
    return kafkaToolSecurity(this.#context, this.#given.find(({ option }) => option === 'zk-tls-config-file')?.value)
  }

  /** Tools that take client properties only are told where the cluster is by one of them. */
  #servers(): string | undefined {
    const key = 'bootstrap.servers='
    return (
      lastValue(this.#given, 'servers') ??
      this.#given.findLast(({ value }) => value.startsWith(key))?.value.slice(key.length)
    )
  }

  #inTime(task: () => Promise<string[]>): Promise<string[]> {
    return new Promise((resolve) => {
      this.#context.clock.after(patienceMs, () => resolve([]))
      task().then(
        (names) => resolve(names.sort()),
        () => resolve([]),
      )
    })
  }
}
