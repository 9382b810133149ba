import type { FetchedChunk } from '../../client/consumer/fetched-chunk.ts'
import type { RecordBatch } from '../../wire/records/batch.ts'
import { records } from '../../wire/records/record.ts'
import { recordData, scanValues } from '../../wire/records/scan.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { OutputClosed } from '../kit/output.ts'
import { logError } from './error-log.ts'
import type { Formatter, MessageToFormat } from './formatters/formatter.ts'
import { LineBuffer } from './line-buffer.ts'
import type { MessageModel } from './message-model.ts'
import { consumedMessage } from './results.ts'

const mostModels = 500

export interface PrinterOptions {
  readonly context: CommandContext
  readonly formatter: Formatter
  /** Where objects are wanted: makes them, and the formatter has no part in it. */
  readonly model: ((message: MessageToFormat) => MessageModel) | undefined
  /** −1 without a limit. */
  readonly maxMessages: number
  /** A message that the formatter fails at is left out. */
  readonly skipsErrors: boolean
  /** Hears that nobody reads any more while nobody waits for a write: the next `pass` or `drain` is told why. */
  readonly onLost: () => void
}

/** Prints messages, and counts them. */
export class Printer {
  readonly #o: PrinterOptions
  readonly #output: LineBuffer
  #count = 0
  #nextOffset = 0
  /** Made and not told yet. */
  readonly #models: MessageModel[] = []

  constructor(options: PrinterOptions) {
    this.#o = options
    this.#output = new LineBuffer(options.context.stdout, options.onLost)
  }

  get count(): number {
    return this.#count
  }
  get isDone(): boolean {
    return this.#o.maxMessages !== -1 && this.#count >= this.#o.maxMessages
  }

  /** The offset after the last message printed of the chunk that `print` was given last. */
  get nextOffset(): number {
    return this.#nextOffset
  }

  /**
   * Prints the chunk's messages up to the limit, and begins to write them; a slow reader holds it up.
   * Rejects with OutputClosed, CorruptRecordError, or what the formatter failed with.
   */
  async print(chunk: FetchedChunk): Promise<void> {
    this.#nextOffset = chunk.fetchOffset
    for (const batch of chunk.dataBatches()) {
      if (this.isDone) return
      if (this.#o.formatter.bulk && this.#o.model === undefined) this.#printValues(chunk, batch)
      else this.#printRecords(chunk, batch)
      if (this.#output.isFull) await this.#output.passFull()
    }
    if (!this.isDone) this.#nextOffset = chunk.nextOffset
  }

  /** Begins to write what was printed; waits for what was begun before. */
  async pass(): Promise<void> {
    this.#tellModels()
    await this.#output.pass()
  }

  /** Writes what was printed, but for the last bytes. */
  async drain(keptBytes = 0): Promise<void> {
    this.#tellModels()
    await this.#output.drain(keptBytes)
  }

  #printValues({ fetchOffset }: FetchedChunk, batch: RecordBatch): void {
    const { bulk, maxMessages } = { bulk: this.#o.formatter.bulk, maxMessages: this.#o.maxMessages }
    if (!bulk) return
    const { lineSeparator, nullLiteral } = bulk
    const output = this.#output
    const data = recordData(batch)
    // A view on a plain array is made in three quarters of the time that one on a Buffer takes.
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length)
    const firstDelta = fetchOffset - batch.baseOffset
    let lastDelta = -1
    scanValues(data, batch.count, (delta, start, length) => {
      if (delta < firstDelta) return false
      this.#count++
      if (length < 0) output.append(nullLiteral)
      else output.appendRange(bytes, start, start + length)
      output.append(lineSeparator)
      lastDelta = delta
      return this.#count === maxMessages
    })
    this.#nextOffset = batch.baseOffset + lastDelta + 1
  }

  #printRecords({ topic, partition, fetchOffset }: FetchedChunk, batch: RecordBatch): void {
    const { isLogAppendTime } = batch
    for (const record of records(batch)) {
      if (record.offset < fetchOffset) continue
      this.#count++
      this.#nextOffset = record.offset + 1
      try {
        this.#write({ topic, partition, isLogAppendTime, record })
      } catch (error) {
        if (error instanceof OutputClosed || !this.#o.skipsErrors) throw error
        this.#skipped(error)
      }
      if (this.isDone) return
    }
  }

  #write(message: MessageToFormat): void {
    const { model, formatter } = this.#o
    if (model === undefined) formatter.write(message, this.#output)
    else this.#models.push(model(message))
    if (this.#models.length >= mostModels) this.#tellModels()
  }

  #tellModels(): void {
    this.#o.context.report.results(consumedMessage, this.#models.splice(0), () => '')
  }

  #skipped(error: unknown): void {
    logError(this.#o.context, 'Error processing message, skipping this message: ', error)
  }
}
