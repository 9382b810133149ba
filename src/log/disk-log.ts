import { KafkaError } from '../wire/kafka/errors.ts'
import { CorruptRecordError } from '../wire/records/corrupt.ts'
import { appendAsLeader } from './append/append.ts'
import { appendAsFollower } from './append/follow.ts'
import type { LogConfig } from './config.ts'
import { partitionMetadataFile } from './files.ts'
import { writeTopicId } from './load/partition-metadata.ts'
import type { LogState } from './log-state.ts'
import type { PartitionLog } from './partition-log.ts'
import { abortedIn, read, readableBytes } from './read.ts'
import { flushTo, roll } from './roll.ts'
import { offsetForTimestamp, offsetOfMaxTimestamp } from './time-lookup.ts'
import { raiseStart, truncateFully, truncateTo } from './truncate.ts'
import type { ActiveProducer, AppendOptions, AppendResult, ReadLimit, ReadOptions, ReadResult } from './types.ts'

/** The log's face to the broker: each call is guarded, so that a failing disk has one and the same answer everywhere. */
export class DiskLog implements PartitionLog {
  #state: LogState
  readonly isFuture: boolean

  constructor(state: LogState, isFuture = false) {
    this.#state = state
    this.isFuture = isFuture
  }

  get state(): LogState {
    return this.#state
  }

  /** The log moved to another directory: whoever holds it goes on with the copy there. */
  replaceState(copy: LogState): void {
    this.#state = copy
  }

  get topic(): string {
    return this.state.options.topic
  }
  get partition(): number {
    return this.state.options.partition
  }
  get topicId(): string | undefined {
    return this.state.topicId
  }
  get logDirectory(): string {
    return this.state.options.logDirectory
  }
  get path(): string {
    return this.state.path
  }
  get config(): LogConfig {
    return this.state.config
  }
  get isOffline(): boolean {
    return this.state.failure !== undefined
  }
  get logStartOffset(): number {
    return this.state.logStartOffset
  }
  get logEndOffset(): number {
    return this.state.logEndOffset
  }
  get highWatermark(): number {
    return this.state.highWatermark
  }
  set highWatermark(offset: number) {
    this.state.highWatermark = offset
  }
  get lastStableOffset(): number {
    return this.state.lastStableOffset
  }
  get size(): number {
    return this.state.segments.size
  }
  get activeSegmentOffset(): number {
    return this.state.segments.active.baseOffset
  }
  get segmentCount(): number {
    return this.state.segments.count
  }
  get latestEpoch(): number | undefined {
    return this.state.epochs.latest?.epoch
  }

  get activeProducers(): readonly ActiveProducer[] {
    return Array.from(this.state.producers.producers.values(), (entry) => ({
      producerId: entry.producerId,
      producerEpoch: entry.producerEpoch,
      lastSequence: entry.lastSequence,
      lastTimestamp: entry.lastTimestamp,
      coordinatorEpoch: entry.coordinatorEpoch,
      currentTransactionStartOffset: entry.transactionStart ?? -1,
    }))
  }

  appendAsLeader(records: Buffer, leaderEpoch: number, options: AppendOptions = {}): AppendResult {
    return this.#guard(() => appendAsLeader(this.state, records, leaderEpoch, options))
  }
  appendAsFollower(records: Buffer): AppendResult {
    return this.#guard(() => appendAsFollower(this.state, records))
  }
  read(offset: number, maxBytes: number, options: ReadOptions): ReadResult {
    return this.#guard(() => read(this.state, offset, maxBytes, options))
  }
  readableBytes(offset: number, upTo: ReadLimit): number {
    return this.#guard(() => readableBytes(this.state, offset, upTo))
  }
  abortedTransactions(fromOffset: number, toOffset: number) {
    return this.#guard(() => abortedIn(this.state, fromOffset, toOffset))
  }
  offsetForTimestamp(timestamp: number) {
    return this.#guard(() => offsetForTimestamp(this.state, timestamp))
  }
  offsetOfMaxTimestamp() {
    return this.#guard(() => offsetOfMaxTimestamp(this.state))
  }
  endOffsetForEpoch(leaderEpoch: number) {
    return this.state.epochs.endOffsetFor(leaderEpoch, this.state.logEndOffset)
  }
  epochForOffset(offset: number) {
    return this.state.epochs.epochFor(offset)
  }
  assignEpochStart(leaderEpoch: number, startOffset: number): void {
    this.#guard(() => this.state.epochs.assign(leaderEpoch, startOffset))
  }
  truncateTo(offset: number): boolean {
    return this.#guard(() => truncateTo(this.state, offset))
  }
  truncateFullyAndStartAt(offset: number): void {
    this.#guard(() => truncateFully(this.state, offset))
  }

  deleteRecordsBefore(offset: number): number {
    const { state } = this
    return this.#guard(() => {
      raiseStart(state, offset === -1 ? state.highWatermark : offset)
      return state.logStartOffset
    })
  }

  updateConfig(config: LogConfig): void {
    this.state.config = config
  }

  assignTopicId(topicId: string): void {
    const known = this.state.topicId
    if (known === topicId) return
    if (known !== undefined) {
      throw new KafkaError(
        'INCONSISTENT_TOPIC_ID',
        `Tried to assign topic ID ${topicId} to log for topic partition ${this.state.name},` +
          `but log already contained topic ID ${known}`,
      )
    }
    this.#guard(() => writeTopicId(this.state.disk, this.state.path, topicId))
    this.state.topicId = topicId
    this.state.wrote(partitionMetadataFile)
  }

  roll(): void {
    this.#guard(() => roll(this.state))
  }
  async flush(): Promise<void> {
    await flushTo(this.state, this.state.logEndOffset)
    this.#checkOnline()
  }

  #checkOnline(): void {
    const { failure, name, options } = this.state
    if (!failure) return
    const message = `The log dir ${options.logDirectory} is already offline due to a previous IO exception (${name}).`
    throw new KafkaError('KAFKA_STORAGE_ERROR', message, { cause: failure })
  }

  #guard<T>(work: () => T): T {
    this.#checkOnline()
    try {
      return work()
    } catch (error) {
      if (error instanceof CorruptRecordError) throw new KafkaError('CORRUPT_MESSAGE', error.message, { cause: error })
      if (!isDiskError(error)) throw error
      this.state.options.onFailure(error)
      throw new KafkaError('KAFKA_STORAGE_ERROR', `Error in log ${this.state.name}: ${error.message}`, { cause: error })
    }
  }
}

/** True for what the operating system refused. */
export function isDiskError(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error && 'code' in error
}
