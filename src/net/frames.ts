import { type FrameMemory, ownMemory } from './frame-memory.ts'

/** A length prefix that no sane peer sends; the connection has to be closed. */
export class FrameSizeError extends Error {
  override readonly name = 'FrameSizeError'
}

/** Larger frames get their memory as their bytes arrive. A fetch's answer is a little longer than the 1 MiB that Kafka's clients ask for. */
const firstRoom = (1 << 20) + 4096

/**
 * Cuts a stream of chunks into frames: an int32 length, then that many bytes. Kafka and ZooKeeper both frame so.
 * Chunks are not kept: what they leave unfinished is copied. Memory follows the bytes that really arrived, beyond 1 MiB
 * never what a length prefix claims.
 */
export class FrameSplitter {
  readonly #maxSize: number
  readonly #memory: FrameMemory
  readonly #prefix = Buffer.allocUnsafe(4)
  #prefixLength = 0
  /** The unfinished frame; `#size` bytes long in the end, `#filled` so far. */
  #frame: Buffer | undefined
  #size = 0
  #filled = 0
  /** What the finished frames of the last push lie in, as far as it is not their chunk. */
  #finished: Buffer[] = []

  /**
   * @param maxSize the longest allowed frame in bytes, without its prefix (`socket.request.max.bytes`, `jute.maxbuffer`)
   * @param memory for the frames that arrive in pieces; one that takes them back needs `recycle`
   */
  constructor(maxSize: number, memory: FrameMemory = ownMemory) {
    this.#maxSize = maxSize
    this.#memory = memory
  }

  /** Bytes held back because their frame is unfinished. */
  get buffered(): number {
    return this.#prefixLength + this.#filled
  }

  /**
   * The frames that this chunk completes, without their prefixes. A frame that lies within the chunk is a view on it.
   * @throws FrameSizeError on a negative or too large length; the splitter must not be used after that
   */
  push(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = []
    if (this.#finished.length > 0) this.#finished = []
    let at = this.#prefixLength > 0 || this.#frame !== undefined ? this.#goOn(chunk, frames) : 0
    while (chunk.length - at >= 4) {
      const size = this.#checkedSize(chunk, at)
      const start = at + 4
      at = start + size
      if (at <= chunk.length) frames.push(chunk.subarray(start, at))
      else {
        this.#begin(size)
        this.#fill(chunk, start, frames)
      }
    }
    if (at < chunk.length) this.#prefixLength += chunk.copy(this.#prefix, this.#prefixLength, at)
    return frames
  }

  /** The frames of the last push were served: what they lie in may serve others. */
  recycle(): void {
    if (this.#finished.length === 0) return
    for (const bytes of this.#finished) this.#memory.release(bytes)
    this.#finished = []
  }

  /** Takes from the chunk what its unfinished prefix and frame lack; returns where the rest begins. */
  #goOn(chunk: Buffer, frames: Buffer[]): number {
    if (this.#frame !== undefined) return this.#fill(chunk, 0, frames)
    const taken = chunk.copy(this.#prefix, this.#prefixLength)
    this.#prefixLength += taken
    if (this.#prefixLength < 4) return taken
    this.#prefixLength = 0
    this.#begin(this.#checkedSize(this.#prefix, 0))
    return this.#fill(chunk, taken, frames)
  }

  #begin(size: number): void {
    this.#size = size
    this.#filled = 0
    this.#frame = this.#memory.take(Math.min(size, firstRoom))
  }

  #fill(chunk: Buffer, at: number, frames: Buffer[]): number {
    const end = Math.min(chunk.length, at + this.#size - this.#filled)
    const frame = this.#room(this.#filled + end - at)
    this.#filled += chunk.copy(frame, this.#filled, at, end)
    if (this.#filled < this.#size) return end
    frames.push(frame.subarray(0, this.#size))
    this.#finished.push(frame)
    this.#frame = undefined
    this.#filled = 0
    return end
  }

  /** The unfinished frame's memory, at least so large. */
  #room(needed: number): Buffer {
    const frame = this.#frame ?? this.#memory.take(needed)
    if (frame.length >= needed) return frame
    const larger = this.#memory.take(Math.min(this.#size, Math.max(needed, frame.length * 2)))
    frame.copy(larger, 0, 0, this.#filled)
    this.#memory.release(frame)
    this.#frame = larger
    return larger
  }

  #checkedSize(bytes: Buffer, at: number): number {
    const size = bytes.readInt32BE(at)
    if (size < 0) throw new FrameSizeError(`Invalid receive (size = ${size})`)
    if (size > this.#maxSize) throw new FrameSizeError(`Invalid receive (size = ${size} larger than ${this.#maxSize})`)
    return size
  }
}
