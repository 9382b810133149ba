import type { PartitionLog } from '../../../log/partition-log.ts'
import { readAll } from '../../../log/read-all.ts'
import { truncationOffset } from '../truncation.ts'

/**
 * Copies the next records of a log to the one that is to replace it, at most so many bytes unless a batch is larger.
 * Returns the bytes copied; 0 when both are alike. Throws as the logs do.
 */
export function copyStep(current: PartitionLog, copy: PartitionLog, maxBytes: number): number {
  cutDiverged(current, copy)
  if (copy.logEndOffset < current.logStartOffset) copy.truncateFullyAndStartAt(current.logStartOffset)
  const found = current.read(copy.logEndOffset, maxBytes, { upTo: 'logEnd', minOneMessage: true })
  if (found.size > 0) copy.appendAsFollower(readAll(found))
  copy.highWatermark = current.highWatermark
  const start = Math.min(current.logStartOffset, copy.highWatermark)
  if (start > copy.logStartOffset) copy.deleteRecordsBefore(start)
  return found.size
}

/** What was copied of records that the current log cut off meanwhile, as a follower's does. */
function cutDiverged(current: PartitionLog, copy: PartitionLog): void {
  const { latestEpoch, logEndOffset } = copy
  const end = latestEpoch === undefined ? undefined : current.endOffsetForEpoch(latestEpoch)
  if (latestEpoch === undefined || (end === undefined && current.latestEpoch === undefined)) {
    copy.truncateTo(Math.min(logEndOffset, current.logEndOffset))
    return
  }
  const theirs = end === undefined ? { epoch: -1, endOffset: current.logEndOffset } : { ...end, epoch: end.leaderEpoch }
  if (theirs.epoch === latestEpoch && theirs.endOffset >= logEndOffset) return
  const ownEnd = copy.endOffsetForEpoch(theirs.epoch)
  copy.truncateTo(truncationOffset(theirs, { logEndOffset, fetchOffset: logEndOffset, ownEnd }))
}
