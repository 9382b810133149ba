import type { Random } from '../../src/base/random.ts'

/** Randomness that a seed decides: sfc32 by Chris Doty-Humphrey (PractRand, public domain). */
export class SeededRandom implements Random {
  #a: number
  #b: number
  #c = 1
  #counter = 1

  /** `stream` keeps generators of one seed apart. */
  constructor(seed: number, stream = 0) {
    this.#a = seed | 0
    this.#b = (stream * 0x9e3779b9) ^ Math.floor(seed / 0x1_0000_0000)
    for (let round = 0; round < 15; round++) this.#next()
  }

  int(bound: number): number {
    if (bound <= 1) return 0
    if (bound <= 0x1_0000_0000) return Math.floor((this.#next() / 0x1_0000_0000) * bound)
    return Math.floor(((this.#next() * 0x10_0000 + (this.#next() >>> 12)) / 0x10_0000_0000_0000) * bound)
  }

  bytes(count: number): Buffer {
    const bytes = Buffer.alloc(count)
    for (let at = 0; at < count; at++) bytes[at] = this.#next() & 0xff
    return bytes
  }

  /** From 0 up to, but not, 1. */
  fraction(): number {
    return this.#next() / 0x1_0000_0000
  }

  /** From `low` up to, but not, `high`. */
  between(low: number, high: number): number {
    return low + this.fraction() * (high - low)
  }

  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.int(items.length)]
    if (item === undefined) throw new Error('There is nothing to pick from')
    return item
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0
    return sum >>> 0
  }
}
