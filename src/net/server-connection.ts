import type { FileRange } from '../base/disk/disk.ts'
import { sharedMemory } from './frame-memory.ts'
import { FrameSplitter } from './frames.ts'
import type { Connection } from './transport.ts'

type Part = Uint8Array | FileRange

/** What a request is answered with: a frame with its length prefix; undefined: nothing is sent. */
export type FrameAnswer = readonly Part[] | undefined

export interface ServerConnectionOptions {
  /** The longest request in bytes. */
  readonly maxFrame: number
  /**
   * Answers one request; the next one is not looked at before. The frame is a view on received bytes, valid until
   * `handle` returns: a promise of an answer has to do without it. Throwing, or rejecting, closes the connection.
   */
  handle(frame: Buffer): FrameAnswer | Promise<FrameAnswer>
  /** Called once, with the reason if it was not the peer's own wish. */
  onClose(error: Error | undefined): void
}

/** Requests that wait behind the current one; beyond these many bytes the peer is no longer read from. */
const waitingLimit = 1 << 20
/** Answers that were ready at once are written together, up to about this many bytes. */
const batchLimit = 1 << 17

/**
 * The serving side of a Kafka connection: cuts frames, answers them one at a time and in order, stops reading when the
 * peer sends faster than it is served, and stops serving when it does not read its answers.
 */
export class ServerConnection {
  readonly #connection: Connection
  readonly #options: ServerConnectionOptions
  readonly #splitter: FrameSplitter
  #waiting: Buffer[] = []
  #waitingBytes = 0
  /** How many of them, from the first on, are copies that may wait longer than the chunk lives. */
  #copied = 0
  #busy = false
  #clogged = false
  #paused = false
  #closed = false
  #ready: Part[] = []
  #readyBytes = 0
  #muted = false

  constructor(connection: Connection, options: ServerConnectionOptions) {
    this.#connection = connection
    this.#options = options
    this.#splitter = new FrameSplitter(options.maxFrame, sharedMemory)
    connection.onBytes((chunk) => this.#receive(chunk))
    connection.onDrain(() => this.#drained())
    connection.onClose((error) => this.#ended(error))
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Ends the connection at once. */
  destroy(error?: Error): void {
    this.#ended(error)
    this.#connection.destroy()
  }

  /** No further request is looked at until `unmute`: how clients over their quota are slowed down. */
  mute(): void {
    this.#muted = true
  }

  unmute(): void {
    this.#muted = false
    this.#serve()
  }

  #receive(chunk: Buffer): void {
    if (this.#closed) return
    try {
      for (const frame of this.#splitter.push(chunk)) {
        this.#waiting.push(frame)
        this.#waitingBytes += frame.length
      }
    } catch (error) {
      this.#fail(error)
      return
    }
    this.#serve()
    this.#keep()
    this.#regulate()
  }

  /** What was not served in the turn of its arrival gets memory of its own. */
  #keep(): void {
    for (; this.#copied < this.#waiting.length; this.#copied++) {
      const frame = this.#waiting[this.#copied]
      if (frame !== undefined) this.#waiting[this.#copied] = Buffer.from(frame)
    }
    this.#splitter.recycle()
  }

  #serve(): void {
    while (this.#mayServe()) {
      const frame = this.#waiting.shift()
      if (frame === undefined) break
      this.#waitingBytes -= frame.length
      if (this.#copied > 0) this.#copied--
      this.#answer(frame)
      if (this.#readyBytes > batchLimit) this.#flush()
    }
    this.#flush()
  }

  #mayServe(): boolean {
    return !(this.#busy || this.#clogged || this.#closed || this.#muted)
  }

  #answer(frame: Buffer): void {
    try {
      const answer = this.#options.handle(frame)
      if (answer instanceof Promise) this.#await(answer)
      else this.#queue(answer)
    } catch (error) {
      this.#fail(error)
    }
  }

  #await(pending: Promise<FrameAnswer>): void {
    this.#busy = true
    pending.then(
      (answer) => {
        this.#busy = false
        this.#queue(answer)
        this.#serve()
        this.#regulate()
      },
      (error) => this.#fail(error),
    )
  }

  #queue(answer: FrameAnswer): void {
    if (answer === undefined || this.#closed) return
    for (const part of answer) {
      this.#ready.push(part)
      this.#readyBytes += part.length
    }
  }

  #flush(): void {
    if (this.#ready.length === 0 || this.#closed) return
    const parts = this.#ready
    this.#ready = []
    this.#readyBytes = 0
    if (!this.#connection.write(parts)) this.#clogged = true
  }

  #drained(): void {
    this.#clogged = false
    this.#serve()
    this.#regulate()
  }

  #regulate(): void {
    const full = this.#waitingBytes > waitingLimit
    if (full === this.#paused || this.#closed) return
    this.#paused = full
    if (full) this.#connection.pause()
    else this.#connection.resume()
  }

  #fail(error: unknown): void {
    this.#flush()
    this.destroy(error instanceof Error ? error : new Error(String(error)))
  }

  #ended(error: Error | undefined): void {
    if (this.#closed) return
    this.#closed = true
    this.#waiting = []
    this.#copied = 0
    this.#ready = []
    this.#options.onClose(error)
  }
}
