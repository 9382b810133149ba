import type { Timer } from '../../base/clock.ts'
import type { Cluster } from '../cluster.ts'
import { isRetriable } from '../errors.ts'
import { isInternalTopic } from '../topic-names.ts'
import { refuseTopic } from '../topic-refusal.ts'
import type { PartitionRacks } from './assignors/assignor.ts'
import type { ConsumerConfig } from './config.ts'

/** Topics by name, or those whose whole name matches. */
export type TopicChoice = readonly string[] | RegExp

export interface TopicWatchHooks {
  /** Fresh metadata came. */
  onMetadata(): void
  onFailure(error: Error): void
}

/** Keeps metadata of a consumer's topics fresh: at its age, when somebody asks, and until topics that are missing turn up. */
export class TopicWatch {
  readonly #cluster: Cluster
  readonly #config: ConsumerConfig
  readonly #hooks: TopicWatchHooks
  #choice: TopicChoice = []
  #timer: Timer | undefined
  #refreshing: Promise<void> | undefined
  #failures = 0
  #isClosed = false

  constructor(cluster: Cluster, config: ConsumerConfig, hooks: TopicWatchHooks) {
    this.#cluster = cluster
    this.#config = config
    this.#hooks = hooks
  }

  choose(choice: TopicChoice): void {
    this.#choice = choice
  }

  close(): void {
    this.#isClosed = true
    this.#timer?.cancel()
  }

  /** The topics chosen, as far as they are known to exist where a pattern chose them. */
  topics(): readonly string[] {
    const choice = this.#choice
    if (!(choice instanceof RegExp)) return choice
    const hides = (name: string) => this.#config.excludesInternalTopics && isInternalTopic(name)
    return [...this.#cluster.metadata.topics.keys()].filter((name) => choice.test(name) && !hides(name))
  }

  /** Of each of the topics that exists the racks that its partitions have replicas in. */
  partitionRacks(topics: readonly string[]): PartitionRacks {
    const { metadata } = this.#cluster
    const racks = (brokers: readonly number[]) => new Set(brokers.flatMap((id) => metadata.brokers.get(id)?.rack ?? []))
    const known = topics.flatMap((name): [string, ReadonlySet<string>[]][] => {
      const topic = metadata.topics.get(name)
      if (topic?.errorCode !== 0) return []
      const partitions = [...topic.partitions].sort((a, b) => a.partitionIndex - b.partitionIndex)
      return [[name, partitions.map(({ replicaNodes }) => racks(replicaNodes))]]
    })
    return new Map(known)
  }

  /** Resolves when metadata was asked for; failures that pass are tried again later. */
  refresh(extraTopics: readonly string[] = []): Promise<void> {
    if (this.#isClosed) return Promise.resolve()
    this.#refreshing ??= this.#refresh(extraTopics).finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  /** The same before long, but not again at once. */
  refreshSoon(): void {
    this.#schedule(this.#cluster.config.retryBackoffMs)
  }

  async #refresh(extraTopics: readonly string[]): Promise<void> {
    const topics = this.#choice instanceof RegExp ? 'all' : [...new Set([...this.#choice, ...extraTopics])]
    this.#timer?.cancel()
    try {
      const { allowsTopicCreation: allowAutoTopicCreation } = this.#config
      const deadline = this.#cluster.deadline()
      await this.#cluster.refreshMetadata(topics, { deadline, call: 'metadata', allowAutoTopicCreation })
      if (this.#isClosed) return
      this.#refuse()
      this.#failures = this.#isComplete() ? 0 : this.#failures + 1
      this.#schedule(this.#failures === 0 ? this.#cluster.config.metadataMaxAgeMs : this.#backoff())
      this.#hooks.onMetadata()
    } catch (error) {
      if (this.#isClosed) return
      if (isRetriable(error)) {
        this.#failures++
        this.#schedule(this.#backoff())
      } else this.#hooks.onFailure(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #backoff(): number {
    return this.#cluster.retryBackoff(this.#failures - 1)
  }

  #schedule(milliseconds: number): void {
    if (this.#isClosed) return
    this.#timer?.cancel()
    this.#timer = this.#cluster.io.clock.after(milliseconds, () => this.refresh())
  }

  /** Every topic has all its leaders. */
  #isComplete(): boolean {
    return this.topics().every((name) => {
      const topic = this.#cluster.metadata.topics.get(name)
      return topic?.errorCode === 0 && topic.partitions.every(({ leaderId }) => leaderId >= 0)
    })
  }

  /** Errors that waiting does not cure. */
  #refuse(): void {
    const { topics } = this.#cluster.metadata
    for (const name of this.topics()) refuseTopic(this.#cluster, name, topics.get(name)?.errorCode ?? 0)
  }
}
