import type { Clock, Timer } from '../../base/clock.ts'
import { FrameSplitter } from '../../net/frames.ts'
import type { Connection } from '../../net/transport.ts'
import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { opCode, specialXid } from '../../wire/jute/op-codes.ts'
import { WatcherEvent } from '../../wire/jute/responses.ts'
import { ConnectResponse, ReadOnlyFlag, ReplyHeader } from '../../wire/jute/session.ts'
import { Reader, readJute } from '../../wire/schema/index.ts'
import { requestFrame } from './frames.ts'
import type { PendingRequest } from './request.ts'
import { EndOfStreamError, SilenceError } from './throwable-text.ts'

export interface ConnectAnswer {
  /** 0 or less: the session has expired. */
  readonly timeoutMs: number
  readonly sessionId: bigint
  readonly password: Buffer
  /** The server only lets itself be read. */
  readonly isReadOnly: boolean
}

export interface SessionConnectionOptions {
  readonly clock: Clock
  readonly maxFrameSize: number
  /** The session's timeout in milliseconds, until the server grants another. */
  readonly timeoutMs: number
  onConnected(answer: ConnectAnswer): void
  onWatch(event: WatcherEvent): void
  /** The server's last change as an answer tells it. */
  onZxid(zxid: bigint): void
  /** Called once, when the connection is over and not by `destroy`. */
  onLost(error: unknown): void
}

/** No longer without a ping than this, however long the session's timeout. */
const longestSilenceMs = 10_000

/** One connection of a session: sends requests, hands out answers in order, keeps the session alive with pings. */
export class SessionConnection {
  readonly #connection: Connection
  readonly #options: SessionConnectionOptions
  readonly #splitter: FrameSplitter
  #timeoutMs: number
  #established = false
  #destroyed = false
  #unanswered: PendingRequest[] = []
  #outgoing: Buffer[] = []
  #incoming: Buffer[] = []
  #held = false
  #lastSent: number
  #lastReceived: number
  #heartbeat: Timer | undefined

  constructor(connection: Connection, options: SessionConnectionOptions) {
    this.#connection = connection
    this.#options = options
    this.#splitter = new FrameSplitter(options.maxFrameSize)
    this.#timeoutMs = options.timeoutMs
    this.#lastSent = options.clock.elapsed()
    this.#lastReceived = this.#lastSent
  }

  open(connectFrame: Buffer): void {
    this.#connection.onData((chunk) => this.#receive(chunk))
    this.#connection.onClose((error) => this.#over(error ?? new EndOfStreamError()))
    this.#write(connectFrame)
    this.#scheduleHeartbeat()
  }

  send(request: PendingRequest): void {
    this.#unanswered.push(request)
    this.#write(request.frame)
  }

  /** The requests that got no answer; they are the caller's then. */
  takeUnanswered(): PendingRequest[] {
    const unanswered = this.#unanswered
    this.#unanswered = []
    return unanswered
  }

  destroy(): void {
    this.#stop()
    this.#connection.destroy()
  }

  #stop(): void {
    this.#destroyed = true
    this.#incoming = []
    this.#heartbeat?.cancel()
  }

  #over(error: unknown): void {
    if (this.#destroyed) return
    this.destroy()
    this.#options.onLost(error)
  }

  /** What one turn of the loop has to say goes out in one write. */
  #write(frame: Buffer): void {
    this.#outgoing.push(frame)
    if (this.#outgoing.length === 1) queueMicrotask(() => this.#flush())
  }

  #flush(): void {
    const frames = this.#outgoing
    this.#outgoing = []
    if (this.#destroyed) return
    this.#lastSent = this.#options.clock.elapsed()
    this.#connection.write(frames)
  }

  #receive(chunk: Buffer): void {
    if (this.#destroyed) return
    this.#lastReceived = this.#options.clock.elapsed()
    try {
      this.#incoming.push(...this.#splitter.push(chunk))
      if (!this.#held) this.#handleFrames()
    } catch (error) {
      this.#over(error)
    }
  }

  /**
   * Frame by frame. A watch event that stands behind answers waits for a later turn of the loop, so that whoever got these
   * answers comes first; what follows it waits too: no answer overtakes an event.
   */
  #handleFrames(): void {
    let answered = false
    for (let frame = this.#incoming[0]; frame !== undefined; frame = this.#incoming[0]) {
      const isEvent = this.#established && frame.length >= 4 && frame.readInt32BE(0) === specialXid.event
      if (isEvent && answered) {
        this.#hold()
        return
      }
      this.#incoming.shift()
      this.#handle(frame)
      answered = true
    }
  }

  #hold(): void {
    this.#held = true
    this.#options.clock.soon(() => {
      this.#held = false
      if (this.#destroyed) return
      try {
        this.#handleFrames()
      } catch (error) {
        this.#over(error)
      }
    })
  }

  #handle(frame: Buffer): void {
    const reader = new Reader(frame)
    if (!this.#established) this.#handshake(reader)
    else this.#answer(reader)
  }

  #handshake(reader: Reader): void {
    const { timeOut, sessionId, passwd } = readJute(ConnectResponse, reader)
    const { readOnly: isReadOnly } = reader.remaining > 0 ? readJute(ReadOnlyFlag, reader) : { readOnly: false }
    this.#established = true
    if (timeOut > 0) this.#timeoutMs = timeOut
    this.#scheduleHeartbeat()
    this.#options.onConnected({ timeoutMs: timeOut, sessionId, password: passwd, isReadOnly })
  }

  #answer(reader: Reader): void {
    const { xid, zxid, err } = readJute(ReplyHeader, reader)
    if (xid === specialXid.ping) return
    if (xid === specialXid.event) this.#options.onWatch(readJute(WatcherEvent, reader))
    else this.#answerRequest(xid, zxid, err, reader)
  }

  #answerRequest(xid: number, zxid: bigint, err: number, reader: Reader): void {
    const request = this.#unanswered.shift()
    if (request === undefined || request.xid !== xid) {
      if (request !== undefined) this.#unanswered.unshift(request)
      throw new Error(`Xid out of order. Got Xid ${xid} with err ${err}, expected Xid ${request?.xid ?? 'none'}`)
    }
    if (zxid > 0n) this.#options.onZxid(zxid)
    this.#deliver(request, err, reader)
  }

  /** An answer that can't be read ends the connection; one that says no (a failed multi) does not. */
  #deliver(request: PendingRequest, code: number, reader: Reader): void {
    try {
      request.resolve(code, reader)
    } catch (error) {
      request.reject(error instanceof Error ? error : new Error(String(error)))
      if (!(error instanceof ZooKeeperError)) throw error
    }
  }

  get #readTimeoutMs(): number {
    return (this.#timeoutMs * 2) / 3
  }

  get #pingAfterMs(): number {
    return Math.min(longestSilenceMs, this.#timeoutMs / 3)
  }

  #scheduleHeartbeat(): void {
    this.#heartbeat?.cancel()
    const next = Math.min(this.#lastReceived + this.#readTimeoutMs, this.#lastSent + this.#pingAfterMs)
    const wait = Math.max(1, next - this.#options.clock.elapsed())
    this.#heartbeat = this.#options.clock.after(wait, () => this.#beat())
  }

  #beat(): void {
    const now = this.#options.clock.elapsed()
    const silence = now - this.#lastReceived
    if (silence >= this.#readTimeoutMs) {
      this.#over(new SilenceError(`Client session timed out, have not heard from server in ${Math.round(silence)}ms`))
      return
    }
    if (this.#established && now - this.#lastSent >= this.#pingAfterMs) this.#ping(now)
    this.#scheduleHeartbeat()
  }

  #ping(now: number): void {
    this.#lastSent = now
    this.#write(requestFrame(specialXid.ping, opCode.ping, () => {}))
  }
}
