import { pause, type Timer } from '../../base/clock.ts'
import { errorName, KafkaError } from '../../wire/kafka/errors.ts'
import type { Cluster } from '../cluster.ts'
import { isRetriable, timeoutError } from '../errors.ts'
import type { TopicMetadata } from '../metadata.ts'
import { refuseTopic } from '../topic-refusal.ts'
import { type TopicPartitions, topicPartitions } from './partitioner.ts'

const call = 'metadata'
const invalidTopic = 'INVALID_TOPIC_EXCEPTION'

/** The topics that a producer writes to, and where their partitions are. */
export class ProducerTopics {
  readonly #cluster: Cluster
  readonly #known = new Map<string, TopicPartitions>()
  #refreshing: Promise<void> | undefined
  #refreshedAt = 0
  #ageing: Timer | undefined
  #isClosed = false
  /** Kafka's client does not ask again for what the broker has called no name for a topic. */
  readonly #invalid = new Set<string>()

  constructor(cluster: Cluster) {
    this.#cluster = cluster
  }

  close(): void {
    this.#isClosed = true
    this.#ageing?.cancel()
  }

  /** The topic's partitions if they are known by now. */
  partitions(topic: string): TopicPartitions | undefined {
    return this.#known.get(topic)
  }

  /** The broker that leads the partition; −1 while there is none. */
  leader(topic: string, partition: number): number {
    const partitions = this.#cluster.metadata.topics.get(topic)?.partitions ?? []
    const found = partitions[partition]?.partitionIndex === partition ? partitions[partition] : undefined
    return (found ?? partitions.find(({ partitionIndex }) => partitionIndex === partition))?.leaderId ?? -1
  }

  /**
   * Waits until the topic's partitions are known; a topic that is missing may come into being meanwhile.
   * @throws ClientError (TimeoutException) after `maxBlockMs`, KafkaError when the topic's name is invalid or it is not for us
   */
  async find(topic: string, maxBlockMs: number): Promise<TopicPartitions> {
    if (this.#invalid.has(topic)) throw new KafkaError(invalidTopic, topic)
    const deadline = this.#cluster.deadline(maxBlockMs)
    for (let failures = 0; ; failures++) {
      const found = await this.#ask(topic, deadline).catch((error: unknown) => {
        if (!isRetriable(error)) throw error
      })
      if (found && found.errorCode === 0) return this.#learn(topic, found)
      const left = deadline - this.#cluster.io.clock.elapsed()
      if (left <= 0) throw timeoutError(`Topic ${topic} not present in metadata after ${maxBlockMs} ms.`)
      await pause(this.#cluster.io.clock, Math.min(left, this.#cluster.retryBackoff(failures)))
    }
  }

  /** Asks again for all topics; one question at a time, and no more often than the back-off allows. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  async #refresh(): Promise<void> {
    const { clock } = this.#cluster.io
    const wait = this.#refreshedAt + this.#cluster.config.retryBackoffMs - clock.elapsed()
    if (wait > 0) await pause(clock, wait)
    this.#refreshedAt = clock.elapsed()
    const topics = [...this.#known.keys()]
    const deadline = this.#cluster.deadline()
    // A topic that was deleted meanwhile is made anew for what is on its way there, as Kafka's producer has it.
    const metadata = await this.#cluster.refreshMetadata(topics, { deadline, call, allowAutoTopicCreation: true })
    for (const name of topics) {
      const topic = metadata.topics.get(name)
      if (topic?.errorCode === 0) this.#learn(name, topic)
    }
  }

  async #ask(topic: string, deadline: number): Promise<TopicMetadata | undefined> {
    const names = [...new Set([...this.#known.keys(), topic])]
    const metadata = await this.#cluster.refreshMetadata(names, { deadline, call, allowAutoTopicCreation: true })
    const found = metadata.topics.get(topic)
    if (found && errorName(found.errorCode) === invalidTopic) this.#invalid.add(topic)
    if (found) refuseTopic(this.#cluster, topic, found.errorCode)
    return found
  }

  /** Knowledge is renewed at metadata.max.age.ms though nothing went wrong: partitions may have been added. */
  #age(): void {
    this.#ageing?.cancel()
    if (this.#isClosed) return
    const { metadataMaxAgeMs } = this.#cluster.config
    this.#ageing = this.#cluster.io.clock.after(metadataMaxAgeMs, () => {
      this.refresh().catch(() => this.#age())
    })
  }

  #learn(topic: string, found: TopicMetadata): TopicPartitions {
    this.#age()
    const partitions = topicPartitions(found.partitions)
    this.#known.set(topic, partitions)
    return partitions
  }
}
