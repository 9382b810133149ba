import type { Clock } from '../../../base/clock.ts'
import type { Connection } from '../../../net/transport.ts'
import { QuorumPacket } from '../../../wire/jute/quorum.ts'
import { type Extent, RecordInput } from '../../storage/record-input.ts'

export interface PacketHandlers {
  readonly packet: (packet: QuorumPacket) => void
  /** Runs around what arrived together. */
  readonly turn: (work: () => void) => void
  /** The connection is over, without a word from this side; with the error that ended it, if one did. */
  readonly lost: (error: Error | undefined) => void
  /** What was thrown while a packet was taken; the connection is closed. */
  readonly failed: (error: unknown) => void
}

/** Requests bring more than their data: a transaction holds them, with names and rights beside. */
const slack = 1024 * 1024

/** What may wait for a peer that takes it more slowly than it comes, in bytes. */
const mostWaiting = 256 * 1024 * 1024

/** A connection between a leader and a learner. */
export class PacketConnection {
  readonly remote: string
  readonly input: RecordInput
  readonly #clock: Clock
  readonly #connection: Connection
  readonly #handlers: PacketHandlers
  #output: Buffer[] = []
  #waiting = 0
  /** Sent before the rest of the output, each when those before have left. */
  #stream: { readonly pieces: Iterator<Buffer>; readonly ended: () => void } | undefined
  /** The transport holds as much as it likes to. */
  #isFull = false
  #isClosed = false
  /** Takes the bytes in place of packets, while it is there: a snapshot. */
  #detour: Generator<undefined, void, undefined> | undefined
  /** Monotonic milliseconds of the last bytes. */
  lastHeard: number
  /** Monotonic milliseconds of the last time that the peer had taken a piece of a stream. */
  lastTaken = 0

  constructor(connection: Connection, clock: Clock, maxBuffer: number, handlers: PacketHandlers) {
    const { host, port } = connection.remote
    this.remote = `/${host}:${port}`
    this.input = new RecordInput(maxBuffer + slack)
    this.lastHeard = clock.elapsed()
    this.#clock = clock
    this.#connection = connection
    this.#handlers = handlers
    connection.onBytes((chunk) => this.#receive(chunk))
    connection.onDrain(() => this.#drained())
    connection.onClose((error) => this.#lost(error))
  }

  /** Sends bytes when the turn is over. A peer that takes too little of them is left. */
  send(bytes: Buffer): void {
    if (this.#isClosed) return
    if (this.#output.length === 0) this.#clock.soon(() => this.flush())
    this.#output.push(bytes)
    this.#waiting += bytes.length
    if (this.#waiting > mostWaiting) this.#clock.soon(() => this.#leaveSlowPeer())
  }

  /**
   * Sends these pieces as fast as the peer takes them, one a turn; what is sent meanwhile comes after them, and what
   * `ended` sends after that.
   */
  stream(pieces: Iterator<Buffer>, ended: () => void): void {
    this.flush()
    this.#stream = { pieces, ended }
    this.#clock.soon(() => this.#streamOn())
  }

  /** Pieces of a stream are on their way. */
  get isStreaming(): boolean {
    return this.#stream !== undefined
  }

  flush(): void {
    if (this.#output.length === 0 || this.#isClosed || this.#isFull || this.#stream !== undefined) return
    const parts = this.#output
    this.#output = []
    this.#waiting = 0
    this.#isFull = !this.#connection.write(parts)
  }

  /** What follows is no packet until this is done. */
  divert(detour: Generator<undefined, void, undefined>): void {
    this.#detour = detour
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#connection.destroy()
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  #streamOn(): void {
    if (this.#isClosed || this.#isFull || this.#stream === undefined) return
    this.lastTaken = this.#clock.elapsed()
    const { value, done } = this.#stream.pieces.next()
    if (done) {
      this.#stream.ended()
      this.#stream = undefined
      this.flush()
      return
    }
    this.#isFull = !this.#connection.write([value])
    if (!this.#isFull) this.#clock.soon(() => this.#streamOn())
  }

  #drained(): void {
    this.#isFull = false
    if (this.#stream === undefined) this.flush()
    else this.#streamOn()
  }

  #leaveSlowPeer(): void {
    if (this.#isClosed) return
    this.close()
    this.#handlers.lost(new Error(`it takes less than it is sent: ${this.#waiting} bytes wait`))
  }

  #receive(chunk: Buffer): void {
    if (this.#isClosed) return
    this.lastHeard = this.#clock.elapsed()
    this.input.push(chunk)
    try {
      this.#handlers.turn(() => this.#takeAll())
      this.input.keep()
    } catch (error) {
      this.close()
      this.#handlers.failed(error)
    }
  }

  #takeAll(): void {
    while (!this.#isClosed) {
      if (this.#detour !== undefined && this.#detour.next().done !== true) return
      this.#detour = undefined
      const packet = this.input.take(QuorumPacket, measurePacket)
      if (packet === undefined) return
      this.#handlers.packet(packet)
    }
  }

  #lost(error: Error | undefined): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#handlers.lost(error)
  }
}

function measurePacket(extent: Extent): void {
  extent.skip(12)
  extent.buffer()
  for (let left = extent.int32(); left > 0; left--) {
    extent.buffer()
    extent.buffer()
  }
}
