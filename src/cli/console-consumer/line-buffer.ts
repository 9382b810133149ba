import type { Output } from '../kit/output.ts'

const capacity = 256 * 1024

/** Gathers what is printed, so that a write to the descriptor carries many messages. */
export class LineBuffer {
  readonly #output: Output
  readonly #bytes = Buffer.allocUnsafeSlow(capacity)
  #at = 0

  constructor(output: Output) {
    this.#output = output
  }

  append(bytes: Uint8Array): void {
    this.appendRange(bytes, 0, bytes.length)
  }

  /** Appends `source` from `start` to before `end`. Throws `OutputClosed` like `flush`. */
  appendRange(source: Uint8Array, start: number, end: number): void {
    const length = end - start
    if (length > capacity - this.#at) {
      this.flush()
      if (length > capacity) {
        this.#output.write(source.subarray(start, end))
        return
      }
    }
    const target = this.#bytes
    if (length > copiedByHand) target.set(source.subarray(start, end), this.#at)
    else for (let from = start, to = this.#at; from < end; from++, to++) target[to] = source[from] ?? 0
    this.#at += length
  }

  /** Writes all but the last bytes. Throws `OutputClosed` when nobody reads any more. */
  flush(keptBytes = 0): void {
    const end = this.#at
    const length = Math.max(0, end - keptBytes)
    this.#at = end - length
    if (length === 0) return
    this.#output.write(this.#bytes.subarray(0, length))
    this.#bytes.copyWithin(0, length, end)
  }
}

/** Up to so many bytes a loop is faster than a call into native code. */
const copiedByHand = 128
