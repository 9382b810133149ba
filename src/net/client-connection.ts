import type { Clock, Timer } from '../base/clock.ts'
import { type FrameMemory, ownMemory } from './frame-memory.ts'
import { FrameSplitter } from './frames.ts'
import type { Part } from './joined-bytes.ts'
import type { Connection } from './transport.ts'

/** The connection ended before the answer came; `cause` says why, where that is known. */
export class ConnectionClosedError extends Error {
  override readonly name: string = 'ConnectionClosedError'
}

/** The answer did not come in time. The connection is given up with it: answers come in order, so nothing behind it can be trusted to come. */
export class RequestTimeoutError extends ConnectionClosedError {
  override readonly name = 'RequestTimeoutError'
}

interface InFlight {
  readonly correlationId: number
  readonly deadline: number
  answer(frame: Buffer, isLent: boolean): void
  reject(error: Error): void
}

export interface ClientConnectionOptions {
  clock: Clock
  /** The longest answer that is taken, in bytes. */
  maxFrame?: number
  /** Where answers that arrive in pieces are put together, for those who only borrow them (`borrow`). */
  memory?: FrameMemory
  /** Hears what the peer sends, chunk by chunk; the chunks are only lent. */
  overhear?: (chunk: Buffer) => void
}

/** A frame with its length prefix, for the correlation id that the connection gives out. */
export type RequestFrame = (correlationId: number) => readonly Part[]

/**
 * The asking side of a Kafka connection: any number of requests may be under way, and the answers come in the order of
 * the requests, each opened by its correlation id.
 */
export class ClientConnection {
  readonly #connection: Connection
  readonly #clock: Clock
  readonly #splitter: FrameSplitter
  readonly #memory: FrameMemory
  readonly #overhear: ((chunk: Buffer) => void) | undefined
  #inFlight: InFlight[] = []
  #unsent: Part[] = []
  #nextCorrelationId = 0
  #timer: Timer | undefined
  #timerDeadline = Number.POSITIVE_INFINITY
  #closedBy: ConnectionClosedError | undefined
  #closeHandlers: ((error: ConnectionClosedError) => void)[] = []

  constructor(connection: Connection, options: ClientConnectionOptions) {
    this.#connection = connection
    this.#clock = options.clock
    this.#memory = options.memory ?? ownMemory
    this.#overhear = options.overhear
    this.#splitter = new FrameSplitter(options.maxFrame ?? 0x7fffffff, this.#memory)
    connection.onBytes((chunk) => this.#receive(chunk))
    connection.onClose((error) => this.#ended(new ConnectionClosedError('the connection was closed', { cause: error })))
  }

  get closed(): boolean {
    return this.#closedBy !== undefined
  }

  /** Requests that wait for their answers. */
  get inFlight(): number {
    return this.#inFlight.length
  }

  /** The correlation id that the next request will have. */
  get nextCorrelationId(): number {
    return this.#nextCorrelationId
  }

  /** Called once, with what ended the connection. */
  onClose(handler: (error: ConnectionClosedError) => void): void {
    if (this.#closedBy === undefined) this.#closeHandlers.push(handler)
    else handler(this.#closedBy)
  }

  /**
   * Sends a request; resolves with its answer's frame, from the correlation id on; its bytes are the caller's.
   * @throws RequestTimeoutError after `timeoutMs`, ConnectionClosedError when the connection ends before
   */
  request(frame: RequestFrame, timeoutMs: number): Promise<Buffer> {
    return this.#ask(frame, timeoutMs, (answer, isLent) => (isLent ? Buffer.from(answer) : answer))
  }

  /**
   * Sends a request; `use` sees its answer's frame the moment it is there, and its bytes are only lent until it returns.
   * Resolves with what `use` gives; rejects with what it throws, and as `request` does.
   */
  borrow<T>(frame: RequestFrame, timeoutMs: number, use: (frame: Buffer) => T): Promise<T> {
    return this.#ask(frame, timeoutMs, use)
  }

  #ask<T>(frame: RequestFrame, timeoutMs: number, use: (frame: Buffer, isLent: boolean) => T): Promise<T> {
    if (this.#closedBy !== undefined) return Promise.reject(this.#closedBy)
    const correlationId = this.#write(frame)
    const deadline = this.#clock.elapsed() + timeoutMs
    return new Promise((resolve, reject) => {
      const answer = (bytes: Buffer, isLent: boolean) => {
        try {
          resolve(use(bytes, isLent))
        } catch (error) {
          reject(error)
        }
      }
      this.#inFlight.push({ correlationId, deadline, answer, reject })
      if (deadline < this.#timerDeadline) this.#arm(deadline)
    })
  }

  /** Sends a request that has no answer (produce with acks=0). */
  post(frame: RequestFrame): void {
    if (this.#closedBy !== undefined) throw this.#closedBy
    this.#write(frame)
  }

  /** Ends the connection at once; what waits for an answer fails. */
  close(): void {
    this.#ended(new ConnectionClosedError('the connection was closed by this side'))
    this.#connection.destroy()
  }

  #write(frame: RequestFrame): number {
    const correlationId = this.#nextCorrelationId
    this.#nextCorrelationId = correlationId === 0x7fffffff ? 0 : correlationId + 1
    if (this.#unsent.length === 0) queueMicrotask(() => this.#flush())
    for (const part of frame(correlationId)) this.#unsent.push(part)
    return correlationId
  }

  /** Requests made in one go leave in one go. */
  #flush(): void {
    const parts = this.#unsent
    this.#unsent = []
    if (this.#closedBy === undefined) this.#connection.write(parts)
  }

  #receive(chunk: Buffer): void {
    if (this.#closedBy !== undefined) return
    this.#overhear?.(chunk)
    try {
      for (const frame of this.#splitter.push(chunk)) {
        this.#answer(frame, frame.buffer === chunk.buffer || this.#memory !== ownMemory)
      }
      this.#splitter.recycle()
    } catch (error) {
      this.#ended(new ConnectionClosedError('the peer sent what is no answer', { cause: error }))
      this.#connection.destroy()
    }
  }

  #answer(frame: Buffer, isLent: boolean): void {
    const asked = this.#inFlight.shift()
    const correlationId = frame.length < 4 ? undefined : frame.readInt32BE(0)
    if (asked?.correlationId === correlationId && asked !== undefined) {
      if (this.#inFlight.length === 0) this.#disarm()
      asked.answer(frame, isLent)
      return
    }
    const mismatch = new Error(
      `Correlation id for response (${correlationId}) does not match request (${asked?.correlationId})`,
    )
    asked?.reject(new ConnectionClosedError('the peer sent what is no answer', { cause: mismatch }))
    throw mismatch
  }

  #arm(deadline: number): void {
    this.#timer?.cancel()
    this.#timerDeadline = deadline
    this.#timer = this.#clock.after(Math.max(0, deadline - this.#clock.elapsed()), () => this.#checkDeadlines())
  }

  #disarm(): void {
    this.#timer?.cancel()
    this.#timerDeadline = Number.POSITIVE_INFINITY
  }

  #checkDeadlines(): void {
    this.#timerDeadline = Number.POSITIVE_INFINITY
    const next = Math.min(...this.#inFlight.map(({ deadline }) => deadline))
    if (next > this.#clock.elapsed()) {
      if (this.#inFlight.length > 0) this.#arm(next)
      return
    }
    this.#ended(new RequestTimeoutError('the answer did not come in time'))
    this.#connection.destroy()
  }

  #ended(reason: ConnectionClosedError): void {
    if (this.#closedBy !== undefined) return
    this.#closedBy = reason
    this.#disarm()
    const unanswered = this.#inFlight
    this.#inFlight = []
    for (const { reject } of unanswered) reject(reason)
    for (const handler of this.#closeHandlers.splice(0)) handler(reason)
  }
}
