import type { Logger } from '../../base/logger.ts'
import type { LogManager } from '../../log/index.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import type { EntityStore } from '../configs/entity-store.ts'
import type { TopicOverrides } from '../configs/topic-overrides.ts'
import { defaultEntity } from '../znodes/entity-config.ts'

export interface DynamicConfigsOptions {
  readonly brokerId: number
  readonly config: BrokerConfig
  readonly entities: EntityStore
  readonly overrides: TopicOverrides
  readonly logger: Logger
}

/** Brings what ZooKeeper says about configs into this broker: at the start, and when a notice names an entity. */
export class DynamicConfigs {
  readonly #options: DynamicConfigsOptions
  #logs: LogManager | undefined

  constructor(options: DynamicConfigsOptions) {
    this.#options = options
  }

  /** Logs that have to hear of changed defaults and overrides. */
  attach(logs: LogManager): void {
    this.#logs = logs
  }

  async loadBroker(): Promise<void> {
    const { entities, brokerId } = this.#options
    const [defaults, own] = await Promise.all([
      entities.read('brokers', defaultEntity),
      entities.read('brokers', String(brokerId)),
    ])
    this.#apply('default', defaults)
    this.#apply('broker', own)
  }

  #apply(level: 'broker' | 'default', properties: ReadonlyMap<string, string>): void {
    const { config, logger } = this.#options
    config.setDynamic(level, properties, (error) => logger.error(`Dynamic config ignored: ${error.message}`))
  }

  /** @param path below /config: `topics/T`, `brokers/1`. Quotas, users and the like change nothing here yet. */
  async changed(path: string): Promise<void> {
    const [type, name] = path.split('/')
    if (type === 'topics' && name !== undefined) return this.#topicChanged(name)
    if (type !== 'brokers') return
    await this.loadBroker()
    for (const topic of this.#hostedTopics()) this.#logs?.reloadConfig(topic)
  }

  async #topicChanged(topic: string): Promise<void> {
    if (!this.#hostedTopics().has(topic)) return
    await this.#options.overrides.load([topic])
    this.#logs?.reloadConfig(topic)
  }

  #hostedTopics(): Set<string> {
    return new Set([...(this.#logs?.logs ?? [])].map(({ topic }) => topic))
  }
}
