import type { FileRange } from '../base/disk/disk.ts'
import { KafkaError } from '../wire/kafka/errors.ts'
import type { LogState, Place } from './log-state.ts'
import type { Segment } from './segment.ts'
import type { AbortedTransaction, ReadLimit, ReadOptions, ReadResult } from './types.ts'

const empty: ReadResult = { records: [], size: 0, firstEntryIncomplete: false }

/** Up to which offset a reader may see. */
export function limitOf(log: LogState, upTo: ReadLimit): number {
  if (upTo === 'logEnd') return log.logEndOffset
  return upTo === 'highWatermark' ? log.highWatermark : log.lastStableOffset
}

export function read(log: LogState, offset: number, maxBytes: number, options: ReadOptions): ReadResult {
  checkRange(log, offset)
  const limit = limitOf(log, options.upTo)
  if (offset >= limit) log.tail.want(log.options.clock.elapsed())
  const found = offset < limit ? readBelow(log, offset, limit, maxBytes, options.minOneMessage) : undefined
  if (options.upTo !== 'lastStable') return found?.result ?? empty
  const abortedTransactions = found ? abortedIn(log, offset, upperBound(log, found, limit)) : []
  return { ...(found?.result ?? empty), abortedTransactions }
}

export function checkRange(log: LogState, offset: number): void {
  if (offset >= log.logStartOffset && offset <= log.logEndOffset) return
  throw new KafkaError(
    'OFFSET_OUT_OF_RANGE',
    `Received request for offset ${offset} for partition ${log.name}, ` +
      `but we only have log segments in the range ${log.logStartOffset} to ${log.logEndOffset}.`,
  )
}

interface Found {
  readonly result: ReadResult
  readonly segment: Segment
  readonly position: number
}

/** The range from the batch that holds the offset; from the next segment when compaction left none behind it in its own. */
function readBelow(log: LogState, offset: number, limit: number, maxBytes: number, minOne: boolean): Found | undefined {
  const end = log.placeOf(limit)
  let segment = log.segments.floor(offset) ?? log.segments.first
  for (;;) {
    const start = segment.locate(offset)
    if (start) return rangeOf(log, segment, start, endWithin(segment, end), maxBytes, minOne)
    const next = log.segments.next(segment)
    if (!next || next.baseOffset >= limit) return undefined
    segment = next
  }
}

function endWithin(segment: Segment, end: Place): number {
  return end.segment === segment ? end.position : segment.size
}

function rangeOf(
  log: LogState,
  segment: Segment,
  start: { position: number; size: number },
  end: number,
  maxBytes: number,
  minOne: boolean,
): Found | undefined {
  const { position } = start
  if (position >= end) return undefined
  const most = minOne ? Math.max(maxBytes, start.size) : maxBytes
  const firstEntryIncomplete = most < start.size
  const length = firstEntryIncomplete ? 0 : Math.min(most, end - position)
  const records = length > 0 ? bytesOf(log, segment, position, length) : []
  return { result: { records, size: length, firstEntryIncomplete }, segment, position: position + length }
}

/** From memory for readers at the log's end, else as a range of the file. */
function bytesOf(log: LogState, segment: Segment, position: number, length: number): readonly (Buffer | FileRange)[] {
  const { file } = segment
  const recent = segment === log.segments.active ? log.tail.slice(file, position, position + length) : undefined
  return [recent ?? { file, position, length }]
}

/** Before which offset the returned bytes surely end, as far as the index tells. */
function upperBound(log: LogState, found: Found, limit: number): number {
  const entry = found.segment.offsetIndex.entryFromPosition(found.position)
  const bound = entry?.offset ?? log.segments.next(found.segment)?.baseOffset ?? log.logEndOffset
  return Math.min(bound, limit)
}

/** Aborted transactions with records in [from, to). */
export function abortedIn(log: LogState, from: number, to: number): AbortedTransaction[] {
  const found: AbortedTransaction[] = []
  const first = log.segments.floor(from)
  for (const segment of log.segments.all) {
    if (first && segment.baseOffset < first.baseOffset) continue
    for (const { producerId, firstOffset, lastOffset, lastStableOffset } of segment.txnIndex.entries) {
      if (lastOffset >= from && firstOffset < to) found.push({ producerId, firstOffset })
      if (lastStableOffset >= to) return found
    }
  }
  return found
}

/** Bytes between the offset and the limit, counting whole segments between them; what a waiting fetch adds up. */
export function readableBytes(log: LogState, offset: number, upTo: ReadLimit): number {
  const limit = limitOf(log, upTo)
  if (offset >= limit) return 0
  const end = log.placeOf(limit)
  const first = log.segments.floor(offset) ?? log.segments.first
  const start = first.locate(offset)?.position ?? first.size
  if (first === end.segment) return end.position - start
  const between = log.segments
    .between(first.baseOffset + 1, end.segment.baseOffset)
    .filter((segment) => segment !== first)
  const whole = between.reduce((sum, segment) => sum + (segment === end.segment ? 0 : segment.size), 0)
  return first.size - start + whole + end.position
}
