/** A length prefix that no sane peer sends; the connection has to be closed. */
export class FrameSizeError extends Error {
  override readonly name = 'FrameSizeError'
}

const none: Buffer[] = []

/**
 * Cuts a stream of chunks into frames: an int32 length, then that many bytes. Kafka and ZooKeeper both frame so.
 * Memory follows the bytes that really arrived, never what a length prefix claims.
 */
export class FrameSplitter {
  readonly #maxSize: number
  /** Bytes of the unfinished frame, its length prefix included. */
  #pending: Buffer[] = []
  #pendingLength = 0
  /** Length of the unfinished frame with its prefix; 4 while the prefix itself is unfinished. */
  #wanted = 4

  /** @param maxSize the longest allowed frame in bytes, without its prefix (`socket.request.max.bytes`, `jute.maxbuffer`) */
  constructor(maxSize: number) {
    this.#maxSize = maxSize
  }

  /** Bytes held back because their frame is unfinished. */
  get buffered(): number {
    return this.#pendingLength
  }

  /**
   * The frames that this chunk completes, without their prefixes. A frame that lies within the chunk is a view on it.
   * @throws FrameSizeError on a negative or too large length; the splitter must not be used after that
   */
  push(chunk: Buffer): Buffer[] {
    if (this.#pendingLength + chunk.length < this.#wanted) return this.#hold(chunk)
    if (this.#pendingLength === 0) return this.#cut(chunk)
    return this.#completeThenCut(chunk)
  }

  #hold(chunk: Buffer): Buffer[] {
    if (chunk.length > 0) this.#pending.push(chunk)
    this.#pendingLength += chunk.length
    return none
  }

  /** The pending bytes are joined with just what their prefix or frame lacks; the rest of the chunk stays uncopied. */
  #completeThenCut(chunk: Buffer): Buffer[] {
    const taken = this.#wanted - this.#pendingLength
    const head = Buffer.concat([...this.#pending, chunk.subarray(0, taken)], this.#wanted)
    const rest = chunk.subarray(taken)
    this.#clear()
    if (head.length > 4) return [head.subarray(4), ...this.#cut(rest)]
    const size = this.#checkedSize(head, 0)
    if (size === 0) return [head.subarray(4), ...this.#cut(rest)]
    this.#wanted = 4 + size
    this.#hold(head)
    return this.push(rest)
  }

  #cut(chunk: Buffer): Buffer[] {
    const frames: Buffer[] = []
    let at = 0
    while (chunk.length - at >= 4) {
      const end = at + 4 + this.#checkedSize(chunk, at)
      if (end > chunk.length) {
        this.#wanted = end - at
        break
      }
      frames.push(chunk.subarray(at + 4, end))
      at = end
    }
    if (at < chunk.length) this.#hold(at === 0 ? chunk : chunk.subarray(at))
    return frames
  }

  #clear(): void {
    this.#pending = []
    this.#pendingLength = 0
    this.#wanted = 4
  }

  #checkedSize(bytes: Buffer, at: number): number {
    const size = bytes.readInt32BE(at)
    if (size < 0) throw new FrameSizeError(`Invalid receive (size = ${size})`)
    if (size > this.#maxSize) throw new FrameSizeError(`Invalid receive (size = ${size} larger than ${this.#maxSize})`)
    return size
  }
}
