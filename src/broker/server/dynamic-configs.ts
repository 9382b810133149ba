import type { Logger } from '../../base/logger.ts'
import type { LogManager } from '../../log/index.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import type { EntityStore } from '../configs/entity-store.ts'
import { reportBadPassword, type StoredPasswords } from '../configs/stored-passwords.ts'
import type { TopicOverrides } from '../configs/topic-overrides.ts'
import { defaultEntity } from '../znodes/entity-config.ts'

export interface DynamicConfigsOptions {
  readonly brokerId: number
  readonly config: BrokerConfig
  readonly entities: EntityStore
  readonly overrides: TopicOverrides
  readonly passwords: StoredPasswords
  readonly logger: Logger
}

const unclean = 'unclean.leader.election.enable'

/** Brings what ZooKeeper says about configs into this broker: at the start, and when a notice names an entity. */
export class DynamicConfigs {
  readonly #options: DynamicConfigsOptions
  #logs: LogManager | undefined
  #onUncleanElection: (topic?: string) => void = () => {}

  constructor(options: DynamicConfigsOptions) {
    this.#options = options
  }

  /** Logs that have to hear of changed defaults and overrides. */
  attach(logs: LogManager): void {
    this.#logs = logs
  }

  /** Hears when a topic, or all that don't say otherwise, may be led by replicas out of sync from now on. */
  onUncleanElection(listener: (topic?: string) => void): void {
    this.#onUncleanElection = listener
  }

  async loadBroker(): Promise<void> {
    const { entities, brokerId, passwords, logger } = this.#options
    const [defaults, own] = await Promise.all([
      entities.read('brokers', defaultEntity),
      entities.read('brokers', String(brokerId)),
    ])
    this.#apply('default', defaults)
    this.#apply('broker', passwords.decode(own, reportBadPassword(logger)))
  }

  /** At the start: passwords that are still stored under the old secret are stored under the new one. */
  async reencodePasswords(): Promise<void> {
    const { entities, brokerId, passwords } = this.#options
    const reencoded = passwords.reencoded(await entities.read('brokers', String(brokerId)))
    if (reencoded !== undefined) await entities.write('brokers', String(brokerId), reencoded)
  }

  #apply(level: 'broker' | 'default', properties: ReadonlyMap<string, string>): void {
    const { config, logger } = this.#options
    config.setDynamic(level, properties, (error) => logger.error(`Dynamic config ignored: ${error.message}`))
  }

  /** @param path below /config: `topics/T`, `brokers/1`. Quotas, users and the like change nothing here yet. */
  async changed(path: string): Promise<void> {
    const [type, name] = path.split('/')
    if (type === 'topics' && name !== undefined) return this.#topicChanged(name)
    if (type === 'brokers') await this.#brokerChanged()
  }

  async #brokerChanged(): Promise<void> {
    const { config } = this.#options
    const wasUnclean = config.get(unclean)
    await this.loadBroker()
    for (const topic of this.#hostedTopics()) this.#logs?.reloadConfig(topic)
    if (!wasUnclean && config.get(unclean)) this.#onUncleanElection()
  }

  async #topicChanged(topic: string): Promise<void> {
    const { overrides, entities } = this.#options
    if (this.#hostedTopics().has(topic)) {
      await overrides.load([topic])
      this.#logs?.reloadConfig(topic)
    }
    const properties = await entities.read('topics', topic)
    if (properties.get(unclean)?.toLowerCase() === 'true') this.#onUncleanElection(topic)
  }

  #hostedTopics(): Set<string> {
    return new Set([...(this.#logs?.logs ?? [])].map(({ topic }) => topic))
  }
}
