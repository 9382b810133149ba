import type { FileRange } from '../base/disk/disk.ts'

/** Who wrote a batch, which decides what is checked (`client`: all; `coordinator`: no sequences; `replication`: nothing). */
export type AppendOrigin = 'client' | 'coordinator' | 'replication'

export interface AppendOptions {
  /** `client` unless told. */
  readonly origin?: AppendOrigin
  /** For transactional batches: the coordinator has confirmed that the partition is part of the transaction. */
  readonly transactionVerified?: boolean
}

export interface AppendResult {
  /** Offset of the first record; −1 when nothing was in the bytes. A duplicate's is that of the original. */
  readonly firstOffset: number
  readonly lastOffset: number
  /** Milliseconds; −1 unless the topic stamps LogAppendTime. */
  readonly logAppendTime: number
  readonly logStartOffset: number
  /** The batch is one that the log already holds (idempotent producer): nothing was written. */
  readonly duplicate: boolean
  /** Largest leader epoch or timestamp seen; for followers and metrics. */
  readonly maxTimestamp: number
  /** Bytes written. */
  readonly size: number
  readonly count: number
}

/** How far a reader may see: followers to the end, consumers to the high watermark, read_committed ones to the last stable offset. */
export type ReadLimit = 'logEnd' | 'highWatermark' | 'lastStable'

export interface ReadOptions {
  readonly upTo: ReadLimit
  /** Give the first batch whole even if it is larger than `maxBytes`. */
  readonly minOneMessage: boolean
}

export interface AbortedTransaction {
  readonly producerId: number
  readonly firstOffset: number
}

export interface ReadResult {
  /** Whole batches, and possibly the beginning of one more at the end. Not copied: send it on, or read it at once. */
  readonly records: readonly (Buffer | FileRange)[]
  /** Bytes in `records`. */
  readonly size: number
  /** Aborted transactions among the records; only when read up to `lastStable`. */
  readonly abortedTransactions?: readonly AbortedTransaction[]
  /** The first batch alone is larger than `maxBytes`, and `minOneMessage` wasn't asked: nothing is returned. */
  readonly firstEntryIncomplete: boolean
}

export interface OffsetAndTimestamp {
  readonly offset: number
  readonly timestamp: number
  readonly leaderEpoch: number | undefined
}

export interface EpochAndOffset {
  readonly leaderEpoch: number
  readonly endOffset: number
}

/** One producer's state, for DescribeProducers. */
export interface ActiveProducer {
  readonly producerId: number
  readonly producerEpoch: number
  readonly lastSequence: number
  readonly lastTimestamp: number
  readonly coordinatorEpoch: number
  /** −1 without an open transaction. */
  readonly currentTransactionStartOffset: number
}
