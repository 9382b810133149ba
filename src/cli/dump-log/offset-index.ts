import type { Disk } from '../../base/disk/disk.ts'
import { OffsetIndex } from '../../log/index/offset-index.ts'
import { JavaException } from '../kit/java-exception.ts'
import { checkStart, fileBatches } from './file-batches.ts'
import { lastOffsetOf } from './record-line.ts'
import type { DumpReport } from './report.ts'
import { checkedIndex, indexEntry } from './results.ts'
import { besides, startOffset } from './segment-files.ts'

export interface IndexView {
  readonly isSanityCheckOnly: boolean
  readonly isVerifyOnly: boolean
  /** Bytes behind an index entry in which its batch has to end. */
  readonly maxMessageSize: () => number
}

export function dumpOffsetIndex(disk: Disk, file: string, absolute: string, view: IndexView, report: DumpReport): void {
  const log = disk.open(besides(absolute, '.log'), 'read')
  try {
    const base = startOffset(file)
    const index = openOffsetIndex(disk, absolute, base)
    if (index.file.count === 0) {
      report.tell(
        checkedIndex,
        () => ({ file, isEmpty: true }),
        () => `${file} is empty.`,
      )
    } else if (view.isSanityCheckOnly) {
      checkOffsetIndex(disk, absolute, base, index)
      report.tell(
        checkedIndex,
        () => ({ file, isEmpty: false }),
        () => `${file} passed sanity check.`,
      )
    } else {
      for (const { offset, position } of offsetEntries(index, base)) {
        checkStart(log, position)
        const slice = fileBatches(log, position, Math.min(log.size(), position + view.maxMessageSize()))
        const { value: batch } = slice.next()
        if (!batch) throw new JavaException('java.util.NoSuchElementException')
        const found = lastOffsetOf(batch)
        if (found !== offset) report.problems.offsetMismatch(absolute, offset, found)
        if (view.isVerifyOnly) continue
        const entry = { file, offset, position, timestamp: null }
        report.tell(
          indexEntry,
          () => entry,
          () => `offset: ${offset} position: ${position}`,
        )
      }
    }
  } finally {
    log.close()
  }
}

/** With the zeros at its end, if the file was preallocated. */
export function openOffsetIndex(disk: Disk, absolute: string, base: number): OffsetIndex {
  disk.stat(absolute) // a missing one is an error here, and not empty
  const index = new OffsetIndex(disk, absolute, base, Number.MAX_SAFE_INTEGER)
  index.file.load()
  return index
}

/** The entries before those that were only preallocated. */
export function* offsetEntries(index: OffsetIndex, base: number) {
  for (let at = 0; at < index.file.count; at++) {
    const entry = index.entry(at)
    if (entry.offset === base && at > 0) return
    yield entry
  }
}

function checkOffsetIndex(disk: Disk, absolute: string, base: number, index: OffsetIndex): void {
  if (index.lastOffset < base) {
    throw corruptIndex(
      `Corrupt index found, index file ${absolute} has non-zero size but the last offset is ${index.lastOffset} ` +
        `which is less than the base offset ${base}`,
    )
  }
  checkSize(disk, absolute, index.file.entrySize, 'Index')
}

export function checkSize(disk: Disk, absolute: string, entrySize: number, kind: 'Index' | 'Time index'): void {
  const { size } = disk.stat(absolute)
  if (size % entrySize === 0) return
  throw corruptIndex(
    `${kind} file ${absolute} is corrupt, found ${size} bytes which is neither positive nor a multiple of ${entrySize}`,
  )
}

export function corruptIndex(message: string): JavaException {
  return new JavaException('org.apache.kafka.storage.internals.log.CorruptIndexException', message)
}
