import { crc32c } from '../../src/base/crc32c.ts'
import type { VirtualTime } from './virtual-time.ts'

/** What happened, as a hash of everything and, when asked for, as lines to read. */
export class Trace {
  readonly #time: VirtualTime
  readonly #write: ((line: string) => void) | undefined
  #hash = 0x811c9dc5

  constructor(time: VirtualTime, write?: (line: string) => void) {
    this.#time = time
    this.#write = write
  }

  /** Of all that happened so far, and when. */
  get hash(): string {
    return (this.#hash >>> 0).toString(16).padStart(8, '0')
  }

  get isWritten(): boolean {
    return this.#write !== undefined
  }

  /** What someone did. */
  line(who: string, text: string): void {
    for (let at = 0; at < text.length; at++) this.#mix(text.charCodeAt(at))
    this.#mix(Math.round(this.#time.now * 1000))
    this.say(who, text)
  }

  /** What someone tells of it, for those who read: no part of the hash, which is that of a run without a listener. */
  say(who: string, text: string): void {
    this.#write?.(`${this.#time.now.toFixed(3).padStart(11)} ${who.padEnd(10)} ${text}\n`)
  }

  /** Bytes that arrived; only a part of the hash. */
  bytes(connection: number, bytes: Uint8Array): void {
    this.#mix(connection)
    this.#mix(crc32c(bytes))
    this.#mix(Math.round(this.#time.now * 1000))
  }

  #mix(value: number): void {
    this.#hash = Math.imul(this.#hash ^ (value | 0), 0x01000193)
    this.#hash ^= this.#hash >>> 15
  }
}
