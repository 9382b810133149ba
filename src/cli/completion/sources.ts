import type { Cluster } from '../../client/cluster.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { type Given, lastValue } from './place.ts'

/** How long a prompt may wait for names: Node's own start comes on top. */
const patienceMs = 700

/** Who is asked for live names: whom the command line, or the profile, says. */
export class Sources {
  readonly #context: CommandContext
  readonly #given: readonly Given[]

  constructor(context: CommandContext, given: readonly Given[]) {
    this.#context = context
    this.#given = given
  }

  /** What the cluster answers; nothing when there is none, or not in time. */
  async kafka(ask: (cluster: Cluster) => Promise<string[]>): Promise<string[]> {
    const servers = this.#servers()
    if (servers === undefined) return []
    const commandConfig = lastValue(this.#given, 'client-config')
    return this.#inTime(async () => {
      const { openBriefly } = await import('../connect/brief-cluster.ts')
      const cluster = await openBriefly(this.#context, { servers, commandConfig, patienceMs })
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
    const tlsFile = this.#given.find(({ option }) => option === 'zk-tls-config-file')?.value
    return this.#inTime(async () => {
      const [{ openZooKeeperBriefly }, { childPath }] = await Promise.all([
        import('../connect/brief-zookeeper.ts'),
        import('../zookeeper-shell/walk.ts'),
      ])
      const zookeeper = await openZooKeeperBriefly(this.#context, { server, tlsFile, patienceMs })
      const { children } = await zookeeper.children(parent)
      await zookeeper.close()
      return children.map((name) => childPath(parent, name))
    })
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
