import type { Output } from '../kit/output.ts'

/** What a fetch gives of a partition, 1 MiB unless told otherwise, is one write then. */
const capacity = 1024 * 1024
/** Up to so many bytes a loop is faster than a call into native code. */
const copiedByHand = 40
/** One is filled, one is written, and one may be full before the other is written. */
const mostSpare = 2

/**
 * Gathers what is printed, so that a write to the descriptor carries many messages, and the next is gathered while one
 * goes on. However slow the reader, it takes no more memory when each `isFull` is followed by `passFull`.
 */
export class LineBuffer {
  readonly #output: Output
  readonly #onLost: () => void
  #bytes = new Uint8Array(capacity)
  #at = 0
  /** What comes before what is in `#bytes`. */
  #full: Uint8Array<ArrayBuffer>[] = []
  readonly #spare: Uint8Array<ArrayBuffer>[] = []
  #written = Promise.resolve()

  /** `onLost` hears of a write that failed while nobody waited for it; the next who passes on or drains is told why. */
  constructor(output: Output, onLost: () => void = () => {}) {
    this.#output = output
    this.#onLost = onLost
  }

  append(bytes: Uint8Array): void {
    this.appendRange(bytes, 0, bytes.length)
  }

  /** Appends `source` from `start` to before `end`. */
  appendRange(source: Uint8Array, start: number, end: number): void {
    for (let from = start; from < end; ) {
      if (this.#at === capacity) this.#setAside()
      const length = Math.min(end - from, capacity - this.#at)
      this.#copy(source, from, from + length)
      from += length
    }
  }

  /** More was appended than one write carries: time to `passFull`. */
  get isFull(): boolean {
    return this.#full.length > 0
  }

  /** Writes all of it at once, where no write is under way. Throws `OutputClosed` when nobody reads any more. */
  flush(): void {
    for (const bytes of this.#take(0)) {
      this.#output.write(bytes)
      this.#keep(bytes)
    }
  }

  /** Begins to write all but the last buffer; waits for what was begun before. Rejects as `flush` throws. */
  async passFull(): Promise<void> {
    await this.#written
    this.#written = this.#write(this.#full.splice(0))
    this.#written.catch(this.#onLost)
  }

  /** The same with all but the last bytes. */
  async pass(keptBytes = 0): Promise<void> {
    await this.#written
    this.#full = this.#take(keptBytes)
    await this.passFull()
  }

  /** Resolves when all but the last bytes are written. */
  async drain(keptBytes = 0): Promise<void> {
    await this.pass(keptBytes)
    await this.#written
  }

  #copy(source: Uint8Array, start: number, end: number): void {
    const target = this.#bytes
    let to = this.#at
    if (end - start > copiedByHand) target.set(source.subarray(start, end), to)
    else for (let from = start; from < end; from++) target[to++] = source[from] ?? 0
    this.#at += end - start
  }

  async #write(parts: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
    for (const bytes of parts) {
      if (this.#output.writeMeanwhile) await this.#output.writeMeanwhile(bytes)
      else this.#output.write(bytes)
      this.#keep(bytes)
    }
  }

  #setAside(): void {
    if (this.#at === 0) return
    this.#full.push(this.#bytes.subarray(0, this.#at))
    this.#bytes = this.#spare.pop() ?? new Uint8Array(capacity)
    this.#at = 0
  }

  #keep({ buffer }: Uint8Array<ArrayBuffer>): void {
    if (this.#spare.length < mostSpare) this.#spare.push(new Uint8Array(buffer))
  }

  /** All but the last bytes, with which the next buffer begins. */
  #take(keptBytes: number): Uint8Array<ArrayBuffer>[] {
    const kept = this.#bytes.slice(Math.max(0, this.#at - keptBytes), this.#at)
    this.#at -= kept.length
    this.#setAside()
    this.append(kept)
    return this.#full.splice(0)
  }
}
