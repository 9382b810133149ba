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
  readonly #logConfigs = new Map<Properties, LogConfig>()

  constructor(store: EntityStore, config: BrokerConfig) {
    this.#store = store
    this.#config = config
    config.onChange(() => this.#logConfigs.clear())
  }

  of(topic: string): Properties {
    return this.#overrides.get(topic) ?? none
  }

  logConfigOf(topic: string): LogConfig {
    const overrides = this.of(topic)
    const known = this.#logConfigs.get(overrides)
    if (known !== undefined) return known
    const fresh = logConfig(this.#config, overrides)
    this.#logConfigs.set(overrides, fresh)
    return fresh
  }

  isKnown(topic: string): boolean {
    return this.#overrides.has(topic)
  }

  /** Reads topics' overrides, all at once. */
  async load(topics: Iterable<string>): Promise<void> {
    await Promise.all([...topics].map(async (topic) => this.#replace(topic, await this.#read(topic))))
  }

  #replace(topic: string, overrides: Properties): void {
    this.forget(topic)
    this.#overrides.set(topic, overrides)
  }

  /** Names that no topic has are left out: they may lie in ZooKeeper since an older release. */
  async #read(topic: string): Promise<Properties> {
    const stored = await this.#store.read('topics', topic)
    const usable = [...stored].filter(([name]) => Object.hasOwn(topicConfigs, name))
    return usable.length === 0 ? none : new Map(usable)
  }

  forget(topic: string): void {
    this.#logConfigs.delete(this.of(topic))
    this.#overrides.delete(topic)
  }
}
