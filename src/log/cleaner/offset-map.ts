import { hash } from 'node:crypto'

const slotBytes = 24
const hashBytes = 16
const firstSlots = 4096

/**
 * The last offset of each key, by the key's MD5: 24 bytes a key. It grows up to `maxBytes` and is then full, as the
 * load factor says.
 */
export class OffsetMap {
  /** The last offset that was looked at, with or without a key. */
  latestOffset = -1
  #slots: Buffer
  #count = 0
  readonly #mostSlots: number
  readonly #loadFactor: number

  constructor(maxBytes: number, loadFactor: number) {
    this.#mostSlots = Math.max(firstSlots, Math.floor(maxBytes / slotBytes))
    this.#loadFactor = loadFactor
    this.#slots = emptySlots(firstSlots)
  }

  get size(): number {
    return this.#count
  }
  get isFull(): boolean {
    return this.#count >= Math.floor(this.#mostSlots * this.#loadFactor)
  }

  put(key: Uint8Array, offset: number): void {
    const digest = hash('md5', key, 'buffer')
    if (this.#count >= this.#capacity * this.#loadFactor) this.#enlarge()
    if (place(this.#slots, digest, offset)) this.#count++
  }

  /** −1 for a key that isn't there. */
  get(key: Uint8Array): number {
    return find(this.#slots, hash('md5', key, 'buffer'))
  }

  get #capacity(): number {
    return this.#slots.length / slotBytes
  }

  #enlarge(): void {
    const larger = emptySlots(Math.min(this.#capacity * 2, this.#mostSlots))
    for (let at = 0; at < this.#slots.length; at += slotBytes) {
      const offset = offsetAt(this.#slots, at)
      if (offset >= 0) place(larger, this.#slots.subarray(at, at + hashBytes), offset)
    }
    this.#slots = larger
  }
}

function emptySlots(count: number): Buffer {
  return Buffer.alloc(count * slotBytes, 0xff)
}

function offsetAt(slots: Buffer, at: number): number {
  return slots.readDoubleBE(at + hashBytes) >= 0 ? slots.readDoubleBE(at + hashBytes) : -1
}

/** The slot that holds the digest, or the free one where it belongs. */
function slotOf(slots: Buffer, digest: Buffer): number {
  const count = slots.length / slotBytes
  let slot = digest.readUInt32BE(0) % count
  for (;;) {
    const at = slot * slotBytes
    if (offsetAt(slots, at) < 0 || slots.compare(digest, 0, hashBytes, at, at + hashBytes) === 0) return at
    slot = (slot + 1) % count
  }
}

/** True when the digest is new. */
function place(slots: Buffer, digest: Buffer, offset: number): boolean {
  const at = slotOf(slots, digest)
  const isNew = offsetAt(slots, at) < 0
  digest.copy(slots, at, 0, hashBytes)
  slots.writeDoubleBE(offset, at + hashBytes)
  return isNew
}

function find(slots: Buffer, digest: Buffer): number {
  return offsetAt(slots, slotOf(slots, digest))
}
