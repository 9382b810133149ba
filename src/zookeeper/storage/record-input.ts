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
  /** `#bytes` is the chunk that was pushed last. */
  #isLent = false
  /** What came after `#bytes`. */
  #chunks: Buffer[] = []
  #available = 0
  /** So many bytes are needed to go on with the record that was begun. */
  #wanted = 0

  /** @param longest the longest string or buffer in bytes */
  constructor(longest: number) {
    this.#longest = longest
  }

  /** @param chunk lent until `keep` */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#available += chunk.length
  }

  /** Copies what is left of the chunk that was pushed last. */
  keep(): void {
    const last = this.#chunks.pop()
    if (last !== undefined) this.#chunks.push(Buffer.from(last))
    else if (this.#isLent) {
      this.#bytes = Buffer.from(this.#bytes.subarray(this.#at))
      this.#at = 0
    }
    this.#isLent = false
  }

  /** The next record; undefined while some of it is missing. `measure` walks over it. Throws MalformedError. */
  take<R extends JuteRecord>(record: R, measure: (extent: Extent) => void): TypeOf<R> | undefined {
    if (this.#available < this.#wanted) return undefined
    this.#join()
    const end = this.#endOf(measure)
    if (end === undefined) return undefined
    const reader = new Reader(this.#bytes, this.#at, end)
    this.#available -= end - this.#at
    this.#at = end
    return readJute(record, reader)
  }

  #join(): void {
    if (this.#chunks.length === 0) return
    const rest = this.#bytes.subarray(this.#at)
    const [first] = this.#chunks
    const isOne = rest.length === 0 && this.#chunks.length === 1 && first !== undefined
    this.#bytes = isOne ? first : Buffer.concat([rest, ...this.#chunks])
    this.#isLent = isOne
    this.#chunks = []
    this.#at = 0
  }

  #endOf(measure: (extent: Extent) => void): number | undefined {
    const walk = new Walk(this.#bytes, this.#at, this.#longest)
    try {
      measure(walk)
      this.#wanted = 0
      return walk.at
    } catch (error) {
      if (error instanceof Incomplete) {
        this.#wanted = walk.at - this.#at
        return undefined
      }
      throw error
    }
  }
}

class Walk implements Extent {
  readonly #bytes: Buffer
  readonly #longest: number
  /** Where a record is longer than anybody can mean. */
  readonly #end: number
  at: number

  constructor(bytes: Buffer, at: number, longest: number) {
    this.#bytes = bytes
    this.at = at
    this.#longest = longest
    this.#end = at + 2 * longest
  }

  skip(size: number): void {
    this.at += size
    if (this.at > this.#end) throw new MalformedError('Unreasonable length of a record')
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
