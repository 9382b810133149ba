import { batchHeaderSize } from '../../wire/records/batch.ts'
import { type RecordToWrite, recordSizeBound, type Values, valueSizeBound } from '../../wire/records/builder.ts'
import { Cluster } from '../cluster.ts'
import type { Membership, OffsetToCommit } from '../consumer/committed-offsets.ts'
import { ClientError, kafkaException, timeoutError } from '../errors.ts'
import type { ClientIo } from '../node.ts'
import { refuseClasses } from '../properties-without-effect.ts'
import { Accumulator } from './accumulator.ts'
import type { BatchObserver } from './batch-observer.ts'
import { type ProducerConfig, producerConfig } from './config.ts'
import { warnOfSettings } from './config-warnings.ts'
import { type Partitioner, roundRobinPartitioner, stickyPartitioner, type TopicPartitions } from './partitioner.ts'
import type { PendingBatch, RecordDone, TopicPartition } from './pending-batch.ts'
import { bufferExhausted, refusalOf } from './refusals.ts'
import { Sender } from './sender.ts'
import { ProducerTopics } from './topics.ts'
import { Transaction } from './transaction.ts'

export interface ProducerRecord {
  readonly topic: string
  readonly partition?: number
  /** Milliseconds since 1970; now by default. */
  readonly timestamp?: number
  readonly key?: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers?: RecordToWrite['headers']
}

export interface RecordMetadata extends TopicPartition {
  /** −1 with acks=0. */
  readonly offset: number
  readonly timestamp: number
}

/** Called with each batch that failed for good. */
export type BatchFailed = (error: Error, batch: PendingBatch) => void

/**
 * Sends records in batches, in the order given for each partition; idempotent unless configured otherwise.
 *
 * Two ways in: `send` for single records, with a promise for each; `open` once and then `append…` for many, which never
 * wait, so that their caller has to look at `isFull` and wait for `room`.
 */
export class Producer {
  readonly config: ProducerConfig
  readonly #cluster: Cluster
  readonly #topics: ProducerTopics
  readonly #accumulator: Accumulator
  readonly #partitioner: Partitioner
  readonly #sender: Sender
  readonly #transaction: Transaction | undefined
  #onFailure: BatchFailed = () => {}
  #waiters: (() => void)[] = []
  /** Of the last record sent: those behind it wait for it, as Kafka's callers are held up one after the other. */
  #admission: Promise<void> = Promise.resolve()

  private constructor(cluster: Cluster, config: ProducerConfig, observer: BatchObserver | undefined) {
    this.config = config
    this.#cluster = cluster
    this.#topics = new ProducerTopics(cluster)
    this.#transaction = transactionOf(cluster, config)
    const isTransactional = this.#transaction !== undefined
    this.#accumulator = new Accumulator({ ...config, isTransactional, now: () => cluster.io.clock.elapsed() })
    this.#partitioner =
      config.partitioner === 'round-robin'
        ? roundRobinPartitioner()
        : stickyPartitioner({ random: cluster.io.random, stickiness: config.batchSize, ignoreKeys: config.ignoreKeys })
    this.#sender = new Sender({
      cluster,
      config,
      accumulator: this.#accumulator,
      topics: this.#topics,
      transaction: this.#transaction,
      observer,
      onSettled: (batch, error) => this.#settled(batch, error),
    })
  }

  /** @throws ClientError: ConfigException on properties that do not fit, KafkaException on servers that no name service knows */
  static async open(
    properties: ReadonlyMap<string, string>,
    io: ClientIo,
    observer?: BatchObserver,
  ): Promise<Producer> {
    const config = producerConfig(properties)
    warnOfSettings(properties, config, io.logger)
    try {
      refuseClasses(properties)
      return new Producer(await Cluster.open(config.client, io), config, observer)
    } catch (error) {
      throw kafkaException('Failed to construct kafka producer', error)
    }
  }

  onFailure(handler: BatchFailed): void {
    this.#onFailure = handler
  }

  /**
   * Waits up to max.block.ms until the topic's partitions are known, as `append` and `appendValues` ask for.
   * @throws ClientError (TimeoutException), KafkaError (InvalidTopicException, TopicAuthorizationException)
   */
  async findTopic(topic: string): Promise<TopicPartitions> {
    return this.#topics.partitions(topic) ?? this.#topics.find(topic, this.config.maxBlockMs)
  }

  /** Resolves with where the record is, once the broker said so. Records go in the order of the calls, awaited or not. */
  async send(record: ProducerRecord): Promise<RecordMetadata> {
    const admission = this.#admission.then(() => this.#admit(record.topic))
    this.#admission = admission.catch(() => {})
    await admission
    return new Promise((resolve, reject) => {
      this.appendTracked(record, (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome)))
    })
  }

  /** As `append`; `told` is called once with where the record is, or with what it failed with. */
  appendTracked(record: ProducerRecord, told: (outcome: RecordMetadata | Error) => void): void {
    const timestamp = record.timestamp ?? this.#cluster.io.clock.now()
    const target = this.append({ ...record, timestamp }, (error, index, { baseOffset, logAppendTime }) => {
      const offset = baseOffset < 0 ? -1 : baseOffset + index
      told(error ?? { ...target, offset, timestamp: logAppendTime < 0 ? timestamp : logAppendTime })
    })
  }

  /**
   * Queues a record of a topic that was found before; the buffers are copied.
   * @throws ClientError (RecordTooLargeException, IllegalArgumentException)
   */
  append(record: ProducerRecord, done?: RecordDone): TopicPartition {
    const { topic, key = null, value, headers } = record
    const refusal = refusalOf(
      batchHeaderSize + recordSizeBound({ key, value, ...(headers ? { headers } : {}) }),
      this.config,
    )
    if (refusal) throw refusal
    const { partition, isSticky } = this.#partitionOf(record)
    this.#transaction?.ensureOpen({ topic, partition })
    const queue = this.#accumulator.queue(topic, partition)
    const toWrite = {
      timestamp: record.timestamp ?? this.#cluster.io.clock.now(),
      key,
      value,
      ...(headers ? { headers } : {}),
    }
    const isNew = this.#accumulator.append(queue, toWrite, done)
    if (isSticky) this.#partitioner.produced(topic, (value?.length ?? 0) + perRecord, isNew)
    if (isNew) this.#sender.poke()
    return queue.target
  }

  /**
   * The same for values, from the one at `bounds[from]` on, with no object and no look-up for each. Returns where it stopped: behind the last,
   * or at one that `append` refuses.
   */
  appendValues(topic: string, values: Values, from: number): number {
    const partitions = this.#known(topic)
    const end = this.#firstRefused(values, from)
    let next = from
    while (next < end) {
      const partition = this.#partitioner.partition(topic, partitions, null)
      this.#transaction?.ensureOpen({ topic, partition })
      const queue = this.#accumulator.queue(topic, partition)
      const { batch, isNew } = this.#accumulator.batchFor(queue, valueSizeBound(lengthAt(values, next)))
      const sizeBefore = batch.size
      next = batch.appendValues(values, next, end)
      this.#partitioner.produced(topic, batch.size - sizeBefore, next < end)
      if (isNew) this.#sender.poke()
    }
    return next
  }

  /** The place in `bounds` of the first value from there on that is too large. */
  #firstRefused(values: Values, from: number): number {
    let at = from
    while (
      at < values.bounds.length &&
      refusalOf(batchHeaderSize + valueSizeBound(lengthAt(values, at)), this.config) === undefined
    )
      at += 2
    return at
  }

  /** What batches hold that are not answered yet. */
  get bufferedBytes(): number {
    return this.#accumulator.bufferedBytes
  }

  /** More than buffer.memory waits for its answer. */
  get isFull(): boolean {
    return this.bufferedBytes > this.config.bufferMemory
  }

  /**
   * Resolves when there is room again.
   * @throws ClientError (BufferExhaustedException) after max.block.ms: the record that waits for it can't be sent
   */
  async room(): Promise<void> {
    const { clock } = this.#cluster.io
    const deadline = this.#cluster.deadline(this.config.maxBlockMs)
    while (this.isFull) {
      if (clock.elapsed() >= deadline) throw bufferExhausted(this.config)
      const timer = clock.after(deadline - clock.elapsed(), () => this.#wakeWaiters())
      await this.#nextSettled()
      timer.cancel()
    }
  }

  /** Sends everything at once, and resolves when all of it is answered. */
  async flush(): Promise<void> {
    await this.#admission
    this.#sender.isFlushing = true
    this.#sender.poke()
    while (!this.#accumulator.isEmpty) await this.#nextSettled()
    this.#sender.isFlushing = false
  }

  /** Takes the transactional id over from whoever had it. The first call of a producer with transactions. */
  async initTransactions(): Promise<void> {
    await this.#transactional().init()
  }

  beginTransaction(): void {
    this.#transactional().begin()
  }

  /** What a group of consumers has dealt with counts as committed if the transaction is. */
  async sendOffsetsToTransaction(offsets: readonly OffsetToCommit[], group: Membership): Promise<void> {
    if (offsets.length > 0) await this.#transactional().sendOffsets(offsets, group)
  }

  /** Resolves when all records are stored and everybody may read them. */
  async commitTransaction(): Promise<void> {
    const transaction = this.#transactional()
    transaction.ensureNoError()
    await this.flush()
    transaction.prepare('commit')
    await transaction.end()
  }

  /** Nobody who reads committed records gets to see those of this transaction. */
  async abortTransaction(): Promise<void> {
    const transaction = this.#transactional()
    await this.#admission
    transaction.prepare('abort')
    this.#sender.failWaiting(
      new ClientError(
        'org.apache.kafka.common.errors.TransactionAbortedException',
        'Failing batch since transaction was aborted',
      ),
    )
    await this.flush()
    await transaction.end()
  }

  /** Waits until all is answered, up to `timeoutMs`; what is left then fails. */
  async close(timeoutMs = Number.POSITIVE_INFINITY): Promise<void> {
    let patience: { cancel(): void } | undefined
    const outOfTime = new Promise<void>((resolve) => {
      if (timeoutMs !== Number.POSITIVE_INFINITY) patience = this.#cluster.io.clock.after(timeoutMs, resolve)
    })
    await Promise.race([this.flush(), outOfTime])
    patience?.cancel()
    this.#sender.stop()
    this.#topics.close()
    this.#cluster.close()
  }

  #transactional(): Transaction {
    if (this.#transaction) return this.#transaction
    throw new ClientError(
      'java.lang.IllegalStateException',
      'Cannot use transactional methods without enabling transactions by setting the transactional.id configuration property',
    )
  }

  async #admit(topic: string): Promise<void> {
    await this.findTopic(topic)
    await this.room()
  }

  #nextSettled(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiters.push(resolve)
    })
  }

  #settled(batch: PendingBatch, error: Error | undefined): void {
    if (error) {
      this.#transaction?.batchFailed(error, batch.identity !== undefined)
      this.#onFailure(error, batch)
    }
    this.#wakeWaiters()
  }

  #wakeWaiters(): void {
    const waiters = this.#waiters
    if (waiters.length === 0) return
    this.#waiters = []
    for (const wake of waiters) wake()
  }

  #partitionOf({ topic, partition, key = null }: ProducerRecord): { partition: number; isSticky: boolean } {
    const partitions = this.#known(topic)
    if (partition === undefined) {
      const isSticky = key === null || this.config.ignoreKeys
      return { partition: this.#partitioner.partition(topic, partitions, key), isSticky }
    }
    if (partition < partitions.count) return { partition, isSticky: false }
    throw timeoutError(
      `Partition ${partition} of topic ${topic} with partition count ${partitions.count} ` +
        `is not present in metadata after ${this.config.maxBlockMs} ms.`,
    )
  }

  #known(topic: string): TopicPartitions {
    const partitions = this.#topics.partitions(topic)
    if (partitions === undefined) throw new Error(`Topic ${topic} was not looked for`)
    return partitions
  }
}

function transactionOf(cluster: Cluster, config: ProducerConfig): Transaction | undefined {
  const { transactionalId, transactionTimeoutMs: timeoutMs, maxBlockMs } = config
  return transactionalId === undefined
    ? undefined
    : new Transaction({ cluster, transactionalId, timeoutMs, maxBlockMs })
}

/** What a record's place costs beside key and value, as the sticky partitioner counts. */
const perRecord = 27

function lengthAt({ bounds }: Values, at: number): number {
  return (bounds[at + 1] ?? 0) - (bounds[at] ?? 0)
}
