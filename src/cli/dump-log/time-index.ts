import type { Disk, DiskFile } from '../../base/disk/disk.ts'
import type { OffsetIndex } from '../../log/index/offset-index.ts'
import { TimeIndex } from '../../log/index/time-index.ts'
import { fileBatches } from './file-batches.ts'
import { checkSize, corruptIndex, type IndexView, offsetEntries, openOffsetIndex } from './offset-index.ts'
import { lastOffsetOf, shownRecords } from './record-line.ts'
import type { DumpReport } from './report.ts'
import { checkedIndex, indexEntry } from './results.ts'
import { besides, startOffset } from './segment-files.ts'

export function dumpTimeIndex(disk: Disk, file: string, absolute: string, view: IndexView, report: DumpReport): void {
  const log = disk.open(besides(absolute, '.log'), 'read')
  try {
    disk.stat(absolute)
    const base = startOffset(file)
    const index = new TimeIndex(disk, absolute, base, Number.MAX_SAFE_INTEGER)
    index.file.load()
    if (view.isSanityCheckOnly) {
      checkTimeIndex(disk, absolute, base, index)
      report.tell(
        checkedIndex,
        () => ({ file, isEmpty: index.file.count === 0 }),
        () => `${file} passed sanity check.`,
      )
      return
    }
    const segment = { log, base, positions: openOffsetIndex(disk, besides(absolute, '.index'), base) }
    dumpEntries(index, segment, { file, absolute }, view, report)
  } finally {
    log.close()
  }
}

interface Segment {
  readonly log: DiskFile
  readonly base: number
  readonly positions: OffsetIndex
}

function dumpEntries(
  index: TimeIndex,
  segment: Segment,
  { file, absolute }: { file: string; absolute: string },
  view: IndexView,
  report: DumpReport,
): void {
  let before = -1
  for (let at = 0; at < index.file.count; at++) {
    const { offset, timestamp } = index.entry(at)
    if (offset === segment.base && at > 0) return // preallocated only
    const { found, maxTimestamp } = findBatch(segment, offset)
    if (found !== offset) report.problems.notFound(absolute, offset, found)
    else {
      if (maxTimestamp !== timestamp) report.problems.timestampMismatch(absolute, timestamp, maxTimestamp)
      if (before >= timestamp) report.problems.outOfOrder(absolute, timestamp, before)
    }
    if (!view.isVerifyOnly) {
      const entry = { file, offset, position: null, timestamp }
      report.tell(
        indexEntry,
        () => entry,
        () => `timestamp: ${timestamp} offset: ${offset}`,
      )
    }
    before = timestamp
  }
}

/** The first batch that ends at or behind the offset: its last offset (−1 without one) and, if that is it, its largest timestamp. */
function findBatch(segment: Segment, offset: number): { found: number; maxTimestamp: number } {
  for (const batch of fileBatches(segment.log, positionBefore(segment, offset))) {
    const found = lastOffsetOf(batch)
    if (found < offset) continue
    let maxTimestamp = -1
    if (found === offset)
      for (const { timestamp } of shownRecords(batch)) maxTimestamp = Math.max(maxTimestamp, timestamp)
    return { found, maxTimestamp }
  }
  return { found: -1, maxTimestamp: -1 }
}

function positionBefore({ positions, base }: Segment, target: number): number {
  let position = 0
  for (const entry of offsetEntries(positions, base)) {
    if (entry.offset > target) break
    position = entry.position
  }
  return position
}

function checkTimeIndex(disk: Disk, absolute: string, base: number, index: TimeIndex): void {
  const { file, last } = index
  const first = file.count === 0 ? last : index.entry(0)
  const start = `Corrupt time index found, time index file (${absolute}) has non-zero size but the last`
  if (last.timestamp < first.timestamp) {
    throw corruptIndex(
      `${start} timestamp is ${last.timestamp} which is less than the first timestamp ${first.timestamp}`,
    )
  }
  if (last.offset < base) {
    throw corruptIndex(`${start} offset is ${last.offset} which is less than the first offset ${base}`)
  }
  checkSize(disk, absolute, file.entrySize, 'Time index')
}
