import type { LogConfig } from '../../log/config.ts'
import type { BrokerConfig, Properties } from './broker-config.ts'
import type { EntityStore } from './entity-store.ts'
import { logConfig } from './topic-config.ts'
import { topicConfigs } from './topic-table.ts'

const none: Properties = new Map()

/** The overrides of the topics that have logs here, as last read. */
export class TopicOverrides {
  readonly #store: EntityStore
  readonly #config: BrokerConfig
  readonly #overrides = new Map<string, Properties>()

  constructor(store: EntityStore, config: BrokerConfig) {
    this.#store = store
    this.#config = config
  }

  of(topic: string): Properties {
    return this.#overrides.get(topic) ?? none
  }

  logConfigOf(topic: string): LogConfig {
    return logConfig(this.#config, this.of(topic))
  }

  isKnown(topic: string): boolean {
    return this.#overrides.has(topic)
  }

  /** Reads topics' overrides, all at once. */
  async load(topics: Iterable<string>): Promise<void> {
    await Promise.all([...topics].map(async (topic) => this.#overrides.set(topic, await this.#read(topic))))
  }

  /** Names that no topic has are left out: they may lie in ZooKeeper since an older release. */
  async #read(topic: string): Promise<Properties> {
    const stored = await this.#store.read('topics', topic)
    return new Map([...stored].filter(([name]) => Object.hasOwn(topicConfigs, name)))
  }

  forget(topic: string): void {
    this.#overrides.delete(topic)
  }
}
