const smallestSlab = 4096
const largestSlab = 64 * 1024
const mostBytes = 1024 * 1024
/** How long (ms) after a reader waited at the log's end its next records are kept at hand. */
const interest = 10_000

interface Slab {
  /** Of its first byte in the log file. */
  readonly position: number
  readonly bytes: Buffer
  length: number
}

/**
 * The last bytes of the active segment, in memory for readers that wait at its end (live consumers, followers): what is
 * sent to them needs not be read from the file. Nothing is kept of a log that nobody reads so.
 */
export class Tail {
  #slabs: Slab[] = []
  #size = 0
  #wantedUntil = Number.NEGATIVE_INFINITY

  /** A reader waits at the end; `now` is monotonic time (ms). */
  want(now: number): void {
    this.#wantedUntil = now + interest
  }

  /** What was written at the position of the active segment's file; the bytes are copied. */
  add(position: number, chunks: readonly Uint8Array[], now: number): void {
    if (now > this.#wantedUntil || this.#end !== position) this.clear()
    if (now > this.#wantedUntil) return
    let at = position
    for (const chunk of chunks) {
      this.#copy(at, chunk)
      at += chunk.length
    }
    while (this.#size > mostBytes && this.#slabs.length > 1) this.#size -= this.#slabs.shift()?.length ?? 0
  }

  /** Views of the bytes in [from, to); undefined when they are not all here. */
  slice(from: number, to: number): Buffer[] | undefined {
    const first = this.#slabs[0]
    if (!first || from < first.position || to > this.#end) return undefined
    const parts: Buffer[] = []
    for (const { position, bytes, length } of this.#slabs) {
      if (position + length > from && position < to) {
        parts.push(bytes.subarray(Math.max(0, from - position), Math.min(length, to - position)))
      }
    }
    return parts
  }

  /** Lets the memory go when nobody waited for a while. */
  expire(now: number): void {
    if (now > this.#wantedUntil) this.clear()
  }

  clear(): void {
    this.#slabs = []
    this.#size = 0
  }

  get #end(): number {
    const last = this.#slabs.at(-1)
    return last ? last.position + last.length : -1
  }

  /** Into the last slab if there is room: views of it that are under way end before. */
  #copy(position: number, chunk: Uint8Array): void {
    let slab = this.#slabs.at(-1)
    if (!slab || slab.bytes.length - slab.length < chunk.length) {
      const capacity = Math.max(
        chunk.length,
        Math.min(largestSlab, Math.max(smallestSlab, (slab?.bytes.length ?? 0) * 2)),
      )
      slab = { position, bytes: Buffer.allocUnsafeSlow(capacity), length: 0 }
      this.#slabs.push(slab)
    }
    slab.bytes.set(chunk, slab.length)
    slab.length += chunk.length
    this.#size += chunk.length
  }
}
