import path from 'node:path'
import type { Disk } from '../../base/disk/disk.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { batchLine, describeBatch } from './batch-line.ts'
import { checkSliceSize, fileBatches, type StoredBatch } from './file-batches.ts'
import { recordLine, type ShownRecord, shownRecords } from './record-line.ts'
import type { RecordText } from './record-text.ts'
import type { DumpReport } from './report.ts'
import { dumpedBatch, dumpedRecord, logProblem } from './results.ts'
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

export function dumpSegment(disk: Disk, file: string, absolute: string, view: SegmentView, report: DumpReport): void {
  const name = path.basename(file)
  report.line(title(name))
  const log = disk.open(absolute, 'read')
  try {
    checkSliceSize(log, view.maxBytes)
    const end = Math.min(log.size(), view.maxBytes)
    const records = new RecordPrinter({ file, absolute }, view, report)
    const progress = report.progress(name, end)
    let validBytes = 0
    for (const batch of fileBatches(log, 0, end)) {
      const shown = describeBatch(batch)
      report.tell(
        dumpedBatch,
        () => ({ file, ...shown }),
        () => batchLine(shown),
      )
      if (view.isDeep) records.print(batch)
      validBytes += batch.bytes.length
      progress?.at(validBytes)
    }
    progress?.end()
    if (end > validBytes && view.maxBytes === unlimited) {
      const found = end - validBytes
      const problem: ValueOf<typeof logProblem> = { file: absolute, problem: 'invalid-bytes', expected: null, found }
      report.tell(
        logProblem,
        () => problem,
        () => `Found ${found} invalid bytes at the end of ${name}`,
      )
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
  readonly #names: { readonly file: string; readonly absolute: string }
  readonly #view: SegmentView
  readonly #report: DumpReport
  #lastOffset = -1

  constructor(names: { file: string; absolute: string }, view: SegmentView, report: DumpReport) {
    this.#names = names
    this.#view = view
    this.#report = report
  }

  print(batch: StoredBatch): void {
    for (const record of shownRecords(batch)) {
      const { offset } = record
      if (this.#lastOffset !== -1 && offset !== this.#lastOffset + 1) {
        this.#report.problems.gap(this.#names.absolute, this.#lastOffset, offset)
      }
      this.#lastOffset = offset
      if (this.#report.isJson) this.#tell(record)
      else this.#print(record)
    }
  }

  #tell(record: ShownRecord): void {
    const { text } = this.#view
    const content = text === undefined || record.isControl ? undefined : record.text(text)
    const { key = null, payload = null } = content ?? {}
    this.#report.tell(
      dumpedRecord,
      () => ({ file: this.#names.file, ...record.description(), key, payload }),
      () => '',
    )
  }

  /** Piece by piece: of a record whose content can't be decoded the metadata is seen. */
  #print(record: ShownRecord): void {
    const { skipsMetadata, text } = this.#view
    if (!skipsMetadata) this.#report.write(`| ${recordLine(record.description())}`)
    if (text !== undefined && !record.isControl) {
      const { key, payload } = record.text(text)
      if (key !== undefined) this.#report.write(`${skipsMetadata ? '| ' : ' '}key: ${key}`)
      if (payload !== undefined) this.#report.write(` payload: ${payload}`)
    }
    this.#report.line('')
  }
}
