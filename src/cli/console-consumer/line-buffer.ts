import type { Output } from '../kit/output.ts'

const capacity = 256 * 1024

/** Gathers what is printed, so that a write to the descriptor carries many messages. */
export class LineBuffer {
  readonly #output: Output
  #bytes = Buffer.allocUnsafeSlow(capacity)
  #at = 0
  /** What did not fit any more, before what is in `#bytes`. */
  readonly #full: Uint8Array[] = []

  constructor(output: Output) {
    this.#output = output
  }

  append(bytes: Uint8Array): void {
    this.appendRange(bytes, 0, bytes.length)
  }

  /** Appends `source` from `start` to before `end`; of a long one only a view is kept. */
  appendRange(source: Uint8Array, start: number, end: number): void {
    const length = end - start
    if (length > capacity - this.#at) {
      this.#setAside()
      if (length > capacity) {
        this.#full.push(source.subarray(start, end))
        return
      }
    }
    const target = this.#bytes
    if (length > copiedByHand) target.set(source.subarray(start, end), this.#at)
    else for (let from = start, to = this.#at; from < end; from++, to++) target[to] = source[from] ?? 0
    this.#at += length
  }

  /** More was printed than one write carries: time to `drain`. */
  get isFull(): boolean {
    return this.#full.length > 0
  }

  /** Writes all but the last bytes, at once. Throws `OutputClosed` when nobody reads any more. */
  flush(keptBytes = 0): void {
    for (const bytes of this.#full.splice(0)) this.#output.write(bytes)
    const rest = this.#take(keptBytes)
    if (rest.length > 0) this.#output.write(rest)
  }

  /** The same, but however long the reader takes, other work goes on meanwhile; nothing may be appended until then. */
  async drain(keptBytes = 0): Promise<void> {
    for (const bytes of this.#full.splice(0)) await this.#writeMeanwhile(bytes)
    await this.#writeMeanwhile(this.#take(keptBytes))
  }

  async #writeMeanwhile(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return
    if (this.#output.writeMeanwhile) await this.#output.writeMeanwhile(bytes)
    else this.#output.write(bytes)
  }

  #setAside(): void {
    if (this.#at > 0) this.#full.push(this.#bytes.subarray(0, this.#at))
    this.#bytes = Buffer.allocUnsafeSlow(capacity)
    this.#at = 0
  }

  /** All but the last bytes, which go to the front. */
  #take(keptBytes: number): Uint8Array {
    const length = Math.max(0, this.#at - keptBytes)
    const taken = Buffer.from(this.#bytes.subarray(0, length))
    this.#bytes.copyWithin(0, length, this.#at)
    this.#at -= length
    return taken
  }
}

/** Up to so many bytes a loop is faster than a call into native code. */
const copiedByHand = 128
