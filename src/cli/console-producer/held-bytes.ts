const firstRoom = 128 * 1024

/** Input that is not done with: the line that one piece left open, and the piece behind it. In one buffer, as large as the longest line needs it. */
export class HeldBytes {
  #room = Buffer.allocUnsafeSlow(firstRoom)
  #length = 0

  /** A view, good until the next call. */
  get bytes(): Buffer {
    return this.#room.subarray(0, this.#length)
  }

  add(piece: Buffer): void {
    const needed = this.#length + piece.length
    if (needed > this.#room.length) this.#grow(Math.max(needed, this.#room.length * 2))
    piece.copy(this.#room, this.#length)
    this.#length = needed
  }

  /** So many bytes at the beginning are done with. */
  drop(count: number): void {
    this.#room.copyWithin(0, count, this.#length)
    this.#length -= count
  }

  #grow(size: number): void {
    const larger = Buffer.allocUnsafeSlow(size)
    this.#room.copy(larger, 0, 0, this.#length)
    this.#room = larger
  }
}
