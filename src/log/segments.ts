import type { Segment } from './segment.ts'

/** A log's segments, oldest first; there is always at least one, the last being appended to. */
export class Segments {
  #list: Segment[] = []

  get all(): readonly Segment[] {
    return this.#list
  }
  get first(): Segment {
    return this.#at(0)
  }
  get active(): Segment {
    return this.#at(this.#list.length - 1)
  }
  get count(): number {
    return this.#list.length
  }
  get size(): number {
    let bytes = 0
    for (const segment of this.#list) bytes += segment.size
    return bytes
  }

  /** The last segment that starts at or before the offset. */
  floor(offset: number): Segment | undefined {
    return this.#list[this.#floorIndex(offset)]
  }
  /** The segment after this one. */
  next(segment: Segment): Segment | undefined {
    return this.#list[this.#floorIndex(segment.baseOffset) + 1]
  }
  /** Segments with records in [from, to). */
  between(from: number, to: number): readonly Segment[] {
    return this.#list.slice(Math.max(0, this.#floorIndex(from)), this.#floorIndex(to - 1) + 1)
  }
  has(segment: Segment): boolean {
    return this.#list[this.#floorIndex(segment.baseOffset)] === segment
  }

  add(segment: Segment): void {
    this.#list.splice(this.#floorIndex(segment.baseOffset) + 1, 0, segment)
  }
  remove(segments: Iterable<Segment>): void {
    const gone = new Set(segments)
    this.#list = this.#list.filter((segment) => !gone.has(segment))
  }

  #floorIndex(offset: number): number {
    let low = -1
    let high = this.#list.length - 1
    while (low < high) {
      const middle = (low + high + 1) >>> 1
      if (this.#at(middle).baseOffset <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  #at(index: number): Segment {
    const segment = this.#list[index]
    if (!segment) throw new Error('A log without segments')
    return segment
  }
}
