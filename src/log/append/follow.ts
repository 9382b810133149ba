import { KafkaError } from '../../wire/kafka/errors.ts'
import type { RecordBatch } from '../../wire/records/batch.ts'
import type { LogState } from '../log-state.ts'
import { lastOffsetOf } from '../scan.ts'
import { truncateFully } from '../truncate.ts'
import type { AppendResult } from '../types.ts'
import { nothing, write } from './append.ts'
import { wholeBatches } from './validate.ts'

/** Writes a leader's batches as they are; offsets may have gaps, where the leader compacted. A torn batch at the end is left out. */
export function appendAsFollower(log: LogState, bytes: Buffer): AppendResult {
  const batches = wholeBatches(bytes, Number.MAX_SAFE_INTEGER, log.name)
  const first = batches[0]
  if (first === undefined) return nothing(log)
  checkAscending(log, batches)
  if (firstOffsetOf(first) < log.logEndOffset) startWithin(log, batches)
  let sum: AppendResult | undefined
  for (const part of partsWithin(log.config.segmentBytes, batches)) {
    const written = write(log, part, 'replication', -1, true)
    sum = sum === undefined ? written : joined(sum, written)
  }
  return sum ?? nothing(log)
}

/** An old compressed message does not say where it begins. */
const firstOffsetOf = (batch: RecordBatch) => (batch.magic >= 2 ? batch.baseOffset : lastOffsetOf(batch))

function checkAscending(log: LogState, batches: readonly RecordBatch[]): void {
  let last = -1
  for (const batch of batches) {
    if (firstOffsetOf(batch) <= last) {
      throw new KafkaError(
        'OFFSET_OUT_OF_RANGE',
        `Out of order offsets found in append to ${log.name}: ${batches.map(firstOffsetOf).join(', ')}`,
      )
    }
    last = lastOffsetOf(batch)
  }
}

/**
 * The leader's log may start in the middle of a batch (DeleteRecords), and a follower that starts there gets the whole
 * batch: its log begins with it. Any other batch from before the log's end is one too many.
 */
function startWithin(log: LogState, batches: readonly RecordBatch[]): void {
  const first = batches[0]
  const last = batches.at(-1)
  if (first === undefined || last === undefined) return
  const { logStartOffset, logEndOffset } = log
  if (logStartOffset !== logEndOffset || lastOffsetOf(last) < logEndOffset) {
    throw new KafkaError(
      'OFFSET_OUT_OF_RANGE',
      `Unexpected offset in append to ${log.name}. First offset ${first.baseOffset} is less than the next offset ${logEndOffset}. ` +
        `Log start offset = ${logStartOffset}`,
    )
  }
  log.logger.info(
    `Unexpected offset in append to ${log.name}. First offset ${first.baseOffset} is less than log start offset ${logStartOffset}. ` +
      `Since this is the first record to be appended to the follower's log, will start the log from offset ${first.baseOffset}.`,
  )
  truncateFully(log, first.baseOffset)
}

/** What came in one piece may be of a time when segments were larger. */
function* partsWithin(segmentBytes: number, batches: readonly RecordBatch[]): Generator<readonly RecordBatch[]> {
  let [from, size] = [0, 0]
  for (const [at, batch] of batches.entries()) {
    const { sizeInBytes } = batch
    if (at > from && size + sizeInBytes > segmentBytes) {
      yield batches.slice(from, at)
      ;[from, size] = [at, 0]
    }
    size += sizeInBytes
  }
  yield from === 0 ? batches : batches.slice(from)
}

function joined(before: AppendResult, after: AppendResult): AppendResult {
  return {
    ...after,
    firstOffset: before.firstOffset,
    maxTimestamp: Math.max(before.maxTimestamp, after.maxTimestamp),
    size: before.size + after.size,
    count: before.count + after.count,
  }
}
