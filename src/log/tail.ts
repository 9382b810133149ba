import type { DiskFile, FileRange } from '../base/disk/disk.ts'
import { RecentBytes } from './recent-bytes.ts'

const smallestRing = 8 * 1024
const largestRing = 1024 * 1024
/** So few bytes are copied for the answer at once: with it they make one small write. */
const fewBytes = 4096
/** How long (ms) after a reader waited at the log's end its next records are kept at hand. */
const interest = 10_000

/**
 * The last bytes of the active segment, in memory for readers that wait at its end (live consumers, followers): what is
 * sent to them needs not be read from the file. Nothing is kept of a log that nobody reads so, and no more than its
 * readers are behind.
 */
export class Tail {
  #recent: RecentBytes | undefined
  /** Room that a reader would have needed. */
  #missed = smallestRing
  #wantedUntil = Number.NEGATIVE_INFINITY

  /** A reader waits at the end; `now` is monotonic time (ms). */
  want(now: number): void {
    this.#wantedUntil = now + interest
  }

  /** What was written at the position of the active segment's file; the bytes are copied. */
  add(position: number, chunks: readonly Uint8Array[], now: number): void {
    if (now > this.#wantedUntil) {
      this.clear()
      return
    }
    const size = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    const recent = this.#at(position, size)
    if (size <= recent.capacity) for (const chunk of chunks) recent.add(chunk)
  }

  /** The bytes in [from, to) of the file; undefined when they are not all here. */
  slice(file: DiskFile, from: number, to: number): Buffer | FileRange | undefined {
    const recent = this.#recent
    if (recent === undefined || to > recent.end) return undefined
    if (from < recent.start) {
      const behind = recent.end - from
      if (behind <= largestRing) this.#missed = Math.max(this.#missed, behind)
      return undefined
    }
    const length = to - from
    if (length > fewBytes) return { file, position: from, length, recent }
    const copy = Buffer.allocUnsafe(length)
    recent.read(copy, from)
    return copy
  }

  /** Lets the memory go when nobody waited for a while. */
  expire(now: number): void {
    if (now > this.#wantedUntil) this.clear()
  }

  clear(): void {
    this.#recent?.release()
    this.#recent = undefined
    this.#missed = smallestRing
  }

  /** What ends at the position, with room for so many bytes more, if that is not too much. */
  #at(position: number, size: number): RecentBytes {
    const room = ringFor(Math.max(this.#missed, size * 2))
    const recent = this.#recent
    if (recent?.end === position) {
      if (recent.capacity < room) recent.grow(room)
      return recent
    }
    const ring = recent?.release()
    const fresh = ring !== undefined && ring.length >= room ? ring : Buffer.allocUnsafeSlow(room)
    this.#recent = new RecentBytes(fresh, position)
    return this.#recent
  }
}

const ringFor = (bytes: number) => Math.min(largestRing, 2 ** Math.ceil(Math.log2(bytes)))
