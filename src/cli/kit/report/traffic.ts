import type { Asked, ClientTrace, Unreachable } from '../../../client/trace.ts'
import type { ZooKeeperTrace } from '../../../zookeeper/client/trace.ts'

type LostZooKeeper = Parameters<ZooKeeperTrace['lost']>[0]

/** What a command met on the network: hints look back at it. */
export class Traffic implements ClientTrace {
  readonly unreachable: (event: Unreachable) => void
  readonly asked: (event: Asked) => void
  readonly zooKeeper: ZooKeeperTrace
  readonly #lost = new Map<string, Unreachable>()
  #lostZooKeeper: LostZooKeeper | undefined
  #metadata: object | undefined

  /** The listeners hear of each request. */
  constructor(onRequest?: (event: Asked) => void, onOperation: ZooKeeperTrace['asked'] = () => {}) {
    this.zooKeeper = {
      asked: onOperation,
      lost: (event) => {
        this.#lostZooKeeper = event
      },
    }
    this.unreachable = (event) => {
      this.#lost.set(`${event.node.host}:${event.node.port}`, event)
    }
    this.asked = (event) => {
      if (event.api === 'Metadata') this.#metadata = event.answer
      onRequest?.(event)
    }
  }

  /** The brokers that could not be reached, each with the last attempt. */
  get lost(): readonly Unreachable[] {
    return [...this.#lost.values()]
  }

  /** The ZooKeeper server whose connection failed or ended last. */
  get lostZooKeeper(): LostZooKeeper | undefined {
    return this.#lostZooKeeper
  }

  /** The names of the topics that a broker last told. */
  get topics(): string[] {
    const topics = this.#metadata !== undefined && 'topics' in this.#metadata ? this.#metadata.topics : []
    if (!Array.isArray(topics)) return []
    return topics.map(({ name }: { name?: unknown }) => name).filter((name) => typeof name === 'string')
  }
}
