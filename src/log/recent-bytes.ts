import type { RecentRange } from '../base/disk/disk.ts'

/** The last bytes of one file in a ring: whoever was promised some of them takes them from here as long as they are there, later from the file. */
export class RecentBytes implements RecentRange {
  #ring: Buffer
  /** Positions in the file. */
  #start: number
  #end: number

  constructor(ring: Buffer, position: number) {
    this.#ring = ring
    this.#start = position
    this.#end = position
  }

  get start(): number {
    return this.#start
  }
  get end(): number {
    return this.#end
  }
  get capacity(): number {
    return this.#ring.length
  }

  /** At the end; the oldest make room. A chunk may not be larger than the ring. */
  add(chunk: Uint8Array): void {
    const at = this.#end % this.#ring.length
    const first = Math.min(chunk.length, this.#ring.length - at)
    this.#ring.set(first === chunk.length ? chunk : chunk.subarray(0, first), at)
    if (first < chunk.length) this.#ring.set(chunk.subarray(first), 0)
    this.#end += chunk.length
    this.#start = Math.max(this.#start, this.#end - this.#ring.length)
  }

  read(target: Uint8Array, position: number): boolean {
    if (position < this.#start || position + target.length > this.#end) return false
    const at = position % this.#ring.length
    const first = Math.min(target.length, this.#ring.length - at)
    this.#ring.copy(target, 0, at, at + first)
    if (first < target.length) this.#ring.copy(target, first, 0, target.length - first)
    return true
  }

  /** Goes on with more room. */
  grow(capacity: number): void {
    const kept = Buffer.allocUnsafe(this.#end - this.#start)
    this.read(kept, this.#start)
    this.#ring = Buffer.allocUnsafeSlow(capacity)
    this.#end = this.#start
    this.add(kept)
  }

  /** Nothing is here any more: the memory is another file's. */
  release(): Buffer {
    this.#start = this.#end
    return this.#ring
  }
}
