import type { FileRange } from '../../base/disk/disk.ts'
import type { AbortedTransaction } from '../../log/types.ts'
import { errorCode as errorCodeOf } from '../../wire/kafka/errors.ts'
import type { Partition } from '../replicas/partition.ts'
import type { SessionPartition } from './session.ts'

/** What was found for one partition. */
export interface Found {
  readonly asked: SessionPartition
  /** Undefined when there is none here. */
  readonly partition: Partition | undefined
  readonly errorCode: number
  readonly highWatermark: number
  readonly lastStableOffset: number
  readonly logStartOffset: number
  readonly abortedTransactions: readonly AbortedTransaction[] | null
  readonly divergingEpoch: { readonly epoch: number; readonly endOffset: number } | undefined
  /** Where the consumer had better ask; −1: here. */
  readonly preferredReadReplica: number
  readonly records: readonly (Buffer | FileRange)[]
  /** Bytes in `records`. */
  readonly size: number
  /** There is something, but the limits are too small for any of it. */
  readonly isCutOff: boolean
  /** There will be nothing else to say until something happens to the partition. */
  readonly isSettled: boolean
}

const nothing = {
  partition: undefined,
  errorCode: 0,
  highWatermark: -1,
  lastStableOffset: -1,
  logStartOffset: -1,
  abortedTransactions: null,
  divergingEpoch: undefined,
  preferredReadReplica: -1,
  records: [],
  size: 0,
  isCutOff: false,
  isSettled: false,
}

/** Errors that Kafka finds before it comes to a replica: it then says that no transactions were aborted, not that none are told. */
const foundEarly: ReadonlySet<number> = new Set(
  (['UNKNOWN_TOPIC_OR_PARTITION', 'UNKNOWN_TOPIC_ID', 'TOPIC_AUTHORIZATION_FAILED'] as const).map(errorCodeOf),
)

export const failedFetch = (asked: SessionPartition, errorCode: number): Found => ({
  ...nothing,
  abortedTransactions: foundEarly.has(errorCode) ? [] : null,
  asked,
  errorCode,
})

/** Whether a fetch is answered at once because of it. */
export const isUrgent = ({ errorCode, divergingEpoch, preferredReadReplica, isCutOff }: Found): boolean =>
  errorCode !== 0 || divergingEpoch !== undefined || preferredReadReplica !== -1 || isCutOff

/** Whether its fetcher does not know all of it yet. */
export function hasNews(found: Found): boolean {
  const { asked, size, highWatermark, logStartOffset } = found
  if (size > 0 || found.errorCode !== 0 || found.divergingEpoch !== undefined || found.preferredReadReplica !== -1) {
    return true
  }
  return asked.highWatermark !== highWatermark || asked.logStartOffset !== logStartOffset
}

/** Notes that the fetcher has been told. */
export function told({ asked, errorCode, highWatermark, logStartOffset }: Found): void {
  asked.highWatermark = errorCode === 0 ? highWatermark : -1
  asked.logStartOffset = logStartOffset
}
