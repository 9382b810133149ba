import path from 'node:path'
import type { Disk } from '../../base/disk/disk.ts'
import { batchLine } from './batch-line.ts'
import { fileBatches, type StoredBatch } from './file-batches.ts'
import { type ShownRecord, shownRecords } from './record-line.ts'
import type { RecordText } from './record-text.ts'
import type { Report } from './report.ts'
import { startOffset } from './segment-files.ts'

export interface SegmentView {
  readonly maxBytes: number
  /** Records, not only batches. */
  readonly isDeep: boolean
  /** Keys and payloads; undefined leaves them out. */
  readonly text: RecordText | undefined
  readonly skipsMetadata: boolean
}

const unlimited = 2_147_483_647

export function dumpSegment(disk: Disk, file: string, absolute: string, view: SegmentView, report: Report): void {
  const name = path.basename(file)
  report.line(title(name))
  const log = disk.open(absolute, 'read')
  try {
    const end = Math.min(log.size(), view.maxBytes)
    const records = new RecordPrinter(absolute, view, report)
    let validBytes = 0
    for (const batch of fileBatches(log, 0, end)) {
      report.line(batchLine(batch))
      if (view.isDeep) records.print(batch)
      validBytes += batch.bytes.length
    }
    if (end > validBytes && view.maxBytes === unlimited) {
      report.line(`Found ${end - validBytes} invalid bytes at the end of ${name}`)
    }
  } finally {
    log.close()
  }
}

function title(name: string): string {
  if (name.endsWith('.log')) return `Log starting offset: ${startOffset(name)}`
  if (name === 'bootstrap.checkpoint') return 'KRaft bootstrap snapshot'
  const [offset, epoch] = name.split(/[-.]/)
  return `Snapshot end offset: ${Number(offset)}, epoch: ${Number(epoch)}`
}

class RecordPrinter {
  readonly #file: string
  readonly #view: SegmentView
  readonly #report: Report
  #lastOffset = -1

  constructor(file: string, view: SegmentView, report: Report) {
    this.#file = file
    this.#view = view
    this.#report = report
  }

  print(batch: StoredBatch): void {
    for (const record of shownRecords(batch)) {
      const { offset } = record
      if (this.#lastOffset !== -1 && offset !== this.#lastOffset + 1) {
        this.#report.problems.gap(this.#file, this.#lastOffset, offset)
      }
      this.#lastOffset = offset
      this.#print(record)
    }
  }

  /** Piece by piece: of a record whose content can't be decoded the metadata is seen. */
  #print(record: ShownRecord): void {
    const { skipsMetadata, text } = this.#view
    if (!skipsMetadata) this.#report.write(`| ${record.metadata()}`)
    if (text !== undefined && !record.isControl) {
      const { key, payload } = record.text(text)
      if (key !== undefined) this.#report.write(`${skipsMetadata ? '| ' : ' '}key: ${key}`)
      if (payload !== undefined) this.#report.write(` payload: ${payload}`)
    }
    this.#report.line('')
  }
}
