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

/** A connection between a leader and a learner. */
export class PacketConnection {
  readonly remote: string
  readonly input: RecordInput
  readonly #clock: Clock
  readonly #connection: Connection
  readonly #handlers: PacketHandlers
  #output: Buffer[] = []
  #isClosed = false
  /** Takes the bytes in place of packets, while it is there: a snapshot. */
  #detour: Generator<undefined, void, undefined> | undefined
  /** Monotonic milliseconds of the last bytes. */
  lastHeard: number

  constructor(connection: Connection, clock: Clock, maxBuffer: number, handlers: PacketHandlers) {
    const { host, port } = connection.remote
    this.remote = `/${host}:${port}`
    this.input = new RecordInput(maxBuffer + slack)
    this.lastHeard = clock.elapsed()
    this.#clock = clock
    this.#connection = connection
    this.#handlers = handlers
    connection.onData((chunk) => this.#receive(chunk))
    connection.onClose((error) => this.#lost(error))
  }

  /** Sends bytes when the turn is over. */
  send(bytes: Buffer): void {
    if (this.#isClosed) return
    if (this.#output.length === 0) this.#clock.soon(() => this.flush())
    this.#output.push(bytes)
  }

  flush(): void {
    if (this.#output.length === 0 || this.#isClosed) return
    const parts = this.#output
    this.#output = []
    this.#connection.write(parts)
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

  #receive(chunk: Buffer): void {
    if (this.#isClosed) return
    this.lastHeard = this.#clock.elapsed()
    this.input.push(chunk)
    try {
      this.#handlers.turn(() => this.#takeAll())
    } catch (error) {
      this.close()
      this.#handlers.failed(error)
    }
    this.flush()
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
