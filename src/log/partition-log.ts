import type { LogConfig } from './config.ts'
import type {
  AbortedTransaction,
  ActiveProducer,
  AppendOptions,
  AppendResult,
  EpochAndOffset,
  OffsetAndTimestamp,
  ReadOptions,
  ReadResult,
} from './types.ts'

/**
 * One partition's log on disk. All calls that are not promises finish before they return; one loop owns the log.
 *
 * Errors are `KafkaError`s with Kafka's codes. Whatever the disk refuses (full, gone, not permitted) is
 * KAFKA_STORAGE_ERROR; the log's directory is then offline and every later call answers the same.
 */
export interface PartitionLog {
  readonly topic: string
  readonly partition: number
  /** 22 characters; undefined until one is known. */
  readonly topicId: string | undefined
  /** The log directory (one of `log.dirs`) that holds it. */
  readonly logDirectory: string
  /** Its own folder within. */
  readonly path: string
  readonly config: LogConfig
  /** An intra-broker move's target (`-future`). */
  readonly isFuture: boolean
  readonly isOffline: boolean

  readonly logStartOffset: number
  readonly logEndOffset: number
  /** Setting clips it to [logStartOffset, logEndOffset]. */
  highWatermark: number
  /** min(high watermark, first offset of a transaction still undecided). */
  readonly lastStableOffset: number
  /** Bytes in all segments. */
  readonly size: number
  /** Base offset of the segment that is appended to. */
  readonly activeSegmentOffset: number
  readonly segmentCount: number
  /** Latest leader epoch with records; undefined in a log without. */
  readonly latestEpoch: number | undefined
  /** Producers that the log remembers. */
  readonly activeProducers: readonly ActiveProducer[]

  /**
   * Gives the records offsets and the leader's epoch and writes them. The bytes are stamped in place, and are the
   * caller's again when this returns.
   * Throws CORRUPT_MESSAGE, INVALID_RECORD (a `RecordValidationError` when single records are at fault), MESSAGE_TOO_LARGE,
   * RECORD_LIST_TOO_LARGE, INVALID_TIMESTAMP, UNSUPPORTED_FOR_MESSAGE_FORMAT, UNSUPPORTED_COMPRESSION_TYPE,
   * OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_PRODUCER_EPOCH, INVALID_TXN_STATE, TRANSACTION_COORDINATOR_FENCED.
   */
  appendAsLeader(records: Buffer, leaderEpoch: number, options?: AppendOptions): AppendResult
  /** Writes batches of the leader as they are; a torn one at the end is left out. Throws CORRUPT_MESSAGE, OFFSET_OUT_OF_RANGE. */
  appendAsFollower(records: Buffer): AppendResult

  /** Throws OFFSET_OUT_OF_RANGE before the log's start or beyond its end; beyond the limit it is an empty result. */
  read(offset: number, maxBytes: number, options: ReadOptions): ReadResult
  /** Bytes that a reader at `offset` could have now; decides when a waiting fetch is answered. */
  readableBytes(offset: number, upTo: ReadOptions['upTo']): number
  abortedTransactions(fromOffset: number, toOffset: number): readonly AbortedTransaction[]

  /** The first record with that timestamp (ms) or a later one. */
  offsetForTimestamp(timestamp: number): OffsetAndTimestamp | undefined
  /** The record with the largest timestamp (ListOffsets −3); undefined in a log without. */
  offsetOfMaxTimestamp(): OffsetAndTimestamp | undefined
  /** Kafka's answer to OffsetForLeaderEpoch; undefined for "unknown" (−1, −1). */
  endOffsetForEpoch(leaderEpoch: number): EpochAndOffset | undefined
  /** The epoch under which the record at `offset` was written. */
  epochForOffset(offset: number): number | undefined
  /** Remembers the epoch's start, as a leader does when it takes over. */
  assignEpochStart(leaderEpoch: number, startOffset: number): void

  /** Records from `offset` on go, and with them the batch in whose middle it lies. True when there were any. */
  truncateTo(offset: number): boolean
  /** Empties the log and starts it at `offset`. */
  truncateFullyAndStartAt(offset: number): void
  /** Moves the start up, as DeleteRecords asks (−1: to the high watermark); returns the start. Throws OFFSET_OUT_OF_RANGE beyond the high watermark. */
  deleteRecordsBefore(offset: number): number

  updateConfig(config: LogConfig): void
  /** Writes `partition.metadata`; throws INCONSISTENT_TOPIC_ID when the log has another one. */
  assignTopicId(topicId: string): void
  /** Starts a new segment now. */
  roll(): void
  /** Makes all that is written durable, off the loop. */
  flush(): Promise<void>
}
