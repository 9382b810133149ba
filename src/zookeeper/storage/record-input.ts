import { type JuteRecord, MalformedError, Reader, readJute, type TypeOf } from '../../wire/schema/index.ts'

/** Walks over a record's fields to find whether all of it is there. */
export interface Extent {
  /** Passes over so many bytes. */
  skip(size: number): void
  int32(): number
  /** Passes over a buffer or a string. */
  buffer(): void
}

/** More bytes have to come. */
class Incomplete extends Error {}

/**
 * Takes records off a stream that has no lengths before them. Lengths are checked before their bytes are waited for, so
 * that memory follows what really arrived.
 */
export class RecordInput {
  readonly #longest: number
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0

  /** @param longest the longest string or buffer in bytes */
  constructor(longest: number) {
    this.#longest = longest
  }

  push(chunk: Buffer): void {
    const rest = this.#bytes.subarray(this.#at)
    this.#bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    this.#at = 0
  }

  /** The next record; undefined while some of it is missing. `measure` walks over it. Throws MalformedError. */
  take<R extends JuteRecord>(record: R, measure: (extent: Extent) => void): TypeOf<R> | undefined {
    const end = this.#endOf(measure)
    if (end === undefined) return undefined
    const reader = new Reader(this.#bytes, this.#at, end)
    this.#at = end
    return readJute(record, reader)
  }

  #endOf(measure: (extent: Extent) => void): number | undefined {
    const walk = new Walk(this.#bytes, this.#at, this.#longest)
    try {
      measure(walk)
      return walk.at
    } catch (error) {
      if (error instanceof Incomplete) return undefined
      throw error
    }
  }
}

class Walk implements Extent {
  readonly #bytes: Buffer
  readonly #longest: number
  at: number

  constructor(bytes: Buffer, at: number, longest: number) {
    this.#bytes = bytes
    this.at = at
    this.#longest = longest
  }

  skip(size: number): void {
    this.at += size
    if (this.at > this.#bytes.length) throw incomplete
  }

  int32(): number {
    this.skip(4)
    return this.#bytes.readInt32BE(this.at - 4)
  }

  buffer(): void {
    const length = this.int32()
    if (length < -1 || length > this.#longest) throw new MalformedError(`Unreasonable length = ${length}`)
    this.skip(Math.max(0, length))
  }
}

const incomplete = new Incomplete('more bytes have to come')
