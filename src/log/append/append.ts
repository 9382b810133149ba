import { KafkaError } from '../../wire/kafka/errors.ts'
import type { RecordBatch } from '../../wire/records/batch.ts'
import { isLegacy, upConvert } from '../../wire/records/conversion.ts'
import type { LogState } from '../log-state.ts'
import type { BatchMetadata } from '../producers/producer-entry.ts'
import { flushNow, rollIfNeeded } from '../roll.ts'
import { lastOffsetOf, maxTimestampOf } from '../scan.ts'
import type { AppendOptions, AppendOrigin, AppendResult } from '../types.ts'
import { checkProducers, type ProducerChanges } from './producer-check.ts'
import { validateBatch, wholeBatches } from './validate.ts'

/** Checks, numbers, stamps and writes a leader's records. */
export function appendAsLeader(log: LogState, bytes: Buffer, epoch: number, options: AppendOptions): AppendResult {
  const origin = options.origin ?? 'client'
  const { config, name, now } = log
  const received = wholeBatches(isLegacy(bytes) ? upConvert(bytes) : bytes, config.maxMessageBytes, name)
  const validation = { config, origin, now, name }
  const batches = received.map((batch) => validateBatch(batch, validation))
  if (batches.length === 0) return nothing(log)
  let next = log.logEndOffset
  for (const batch of batches) {
    batch.setBaseOffset(next)
    batch.setPartitionLeaderEpoch(epoch)
    next = batch.nextOffset
  }
  const appendTime = config.messageTimestampType === 'LogAppendTime' ? now : -1
  return write(log, batches, origin, appendTime, options.transactionVerified ?? false)
}

/** Batches that lie side by side in one buffer are written as one chunk. */
function chunksOf(batches: readonly RecordBatch[]): Buffer[] {
  const chunks: Buffer[] = []
  let [from, to, bytes] = [0, 0, batches[0]?.bytes]
  for (const batch of batches) {
    if (batch.bytes !== bytes || batch.start !== to) {
      if (bytes && to > from) chunks.push(bytes.subarray(from, to))
      from = batch.start
      bytes = batch.bytes
    }
    to = batch.end
  }
  if (bytes && to > from) chunks.push(to - from === bytes.length ? bytes : bytes.subarray(from, to))
  return chunks
}

/** Writes checked batches, all into one segment, and what the log knows of them. */
export function write(
  log: LogState,
  batches: readonly RecordBatch[],
  origin: AppendOrigin,
  appendTime: number,
  verified: boolean,
): AppendResult {
  const chunks = chunksOf(batches)
  const changes = checkProducers(log, batches, origin, verified)
  if ('duplicate' in changes) return duplicateOf(log, changes.duplicate)
  const sum = summary(batches, chunks)
  if (sum.size > log.config.segmentBytes) throw tooLargeForSegment(log, sum.size)
  const segment = rollIfNeeded(log, sum.size, sum.firstOffset, sum.lastOffset, sum.maxTimestamp)
  const position = segment.size
  segment.append({ chunks, ...sum })
  log.tail.add(position, chunks, log.options.clock.elapsed())
  log.logEndOffset = sum.lastOffset + 1
  for (const batch of batches) rememberEpoch(log, batch)
  applyProducers(log, changes)
  if (log.logEndOffset - log.recoveryPoint >= log.config.flushMessages) flushNow(log, log.logEndOffset)
  const { firstOffset, lastOffset, maxTimestamp, size, count } = sum
  const { logStartOffset } = log
  return {
    firstOffset,
    lastOffset,
    logAppendTime: appendTime,
    logStartOffset,
    duplicate: false,
    maxTimestamp,
    size,
    count,
  }
}

/** Messages of the old formats know no epochs, and with them nothing that was known of epochs holds any more. */
function rememberEpoch({ epochs }: LogState, batch: RecordBatch): void {
  if (batch.magic < 2) epochs.clear()
  else if (batch.partitionLeaderEpoch >= 0) epochs.assign(batch.partitionLeaderEpoch, batch.baseOffset)
}

function summary(batches: readonly RecordBatch[], chunks: readonly Buffer[]) {
  let [maxTimestamp, offsetOfMaxTimestamp, lastOffset, count] = [-1, -1, -1, 0]
  for (const batch of batches) {
    lastOffset = lastOffsetOf(batch)
    count += batch.magic >= 2 ? batch.count : 1
    const timestamp = maxTimestampOf(batch)
    if (timestamp <= maxTimestamp) continue
    maxTimestamp = timestamp
    offsetOfMaxTimestamp = lastOffset
  }
  const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
  return { firstOffset: batches[0]?.baseOffset ?? -1, lastOffset, maxTimestamp, offsetOfMaxTimestamp, count, size }
}

function applyProducers(log: LogState, changes: ProducerChanges): void {
  for (const append of changes.appends) log.producers.apply(append)
  for (const append of changes.appends) {
    for (const ended of append.completed) {
      const lastStableOffset = log.producers.lastStableOffset(ended)
      if (ended.isAborted) log.segments.active.txnIndex.append({ ...ended, lastStableOffset })
      log.producers.complete(ended)
    }
  }
  log.producers.endOffset = log.logEndOffset
}

function tooLargeForSegment(log: LogState, size: number): KafkaError {
  return new KafkaError(
    'RECORD_LIST_TOO_LARGE',
    `Message batch size is ${size} bytes in append to partition ${log.name}, ` +
      `which exceeds the maximum configured segment size of ${log.config.segmentBytes}.`,
  )
}

function duplicateOf(log: LogState, batch: BatchMetadata): AppendResult {
  const { lastOffset, offsetDelta, timestamp } = batch
  const firstOffset = lastOffset - offsetDelta
  return {
    ...nothing(log),
    firstOffset,
    lastOffset,
    logAppendTime: timestamp,
    maxTimestamp: timestamp,
    duplicate: true,
  }
}

export function nothing(log: LogState): AppendResult {
  const { logStartOffset } = log
  return {
    firstOffset: -1,
    lastOffset: -1,
    logAppendTime: -1,
    logStartOffset,
    duplicate: false,
    maxTimestamp: -1,
    size: 0,
    count: 0,
  }
}
