import type { Link } from './link.ts'
import type { Network } from './network.ts'

/** Bytes, the end of the stream, or its breakdown. */
export type Segment = Buffer | 'fin' | 'rst'

interface FlowEvents {
  arrive(segment: Segment, consumed: () => void): void
  /** All that was queued has been taken in. */
  drained(): void
}

/** How often a write arrives in two pieces. */
const splitChance = 0.04

/** One direction of a connection: what is sent arrives later, in order, when the link lets it. */
export class Flow {
  readonly #network: Network
  readonly #link: Link
  readonly #events: FlowEvents
  #lastArrival = 0
  #waiting: Segment[] = []
  #breaks: (() => void) | undefined
  #isBroken = false
  /** Bytes that the peer has not taken in. */
  queued = 0

  constructor(network: Network, link: Link, events: FlowEvents) {
    this.#network = network
    this.#link = link
    this.#events = events
  }

  send(segment: Segment): void {
    if (this.#isBroken) return
    if (typeof segment === 'string') this.#travel(segment)
    else if (this.#breaks !== undefined) this.#break(segment, this.#breaks)
    else if (segment.length > 1 && this.#network.random.chance(splitChance)) {
      const at = 1 + this.#network.random.int(segment.length - 1)
      this.#travel(Buffer.from(segment.subarray(0, at)))
      this.#travel(Buffer.from(segment.subarray(at)))
    } else this.#travel(segment)
  }

  breakAtNextSend(broken: () => void): void {
    this.#breaks = broken
  }

  #break(segment: Buffer, broken: () => void): void {
    this.#travel(Buffer.from(segment.subarray(0, segment.length >> 1)))
    this.#travel('rst')
    this.#isBroken = true
    this.#network.time.schedule(0, broken)
  }

  #travel(segment: Segment): void {
    const bytes = typeof segment === 'string' ? 0 : segment.length
    this.queued += bytes
    const { time } = this.#network
    const arrival = Math.max(this.#lastArrival, time.now + this.#link.delay(bytes))
    this.#lastArrival = arrival
    time.schedule(arrival - time.now, () => this.#arrive(segment, bytes))
  }

  /** A link that was cut meanwhile holds everything up, in order. */
  #arrive(segment: Segment, bytes: number): void {
    if (this.#link.isCut || this.#waiting.length > 0) {
      if (this.#waiting.length === 0) this.#link.whenWhole(() => this.#resume())
      this.#waiting.push(segment)
      return
    }
    this.#deliver(segment, bytes)
  }

  #resume(): void {
    this.#network.time.schedule(this.#link.retransmission(), () => this.#resend())
  }

  /** One after the other; what is sent meanwhile queues up behind. */
  #resend(): void {
    const segment = this.#waiting[0]
    if (segment === undefined) return
    if (this.#link.isCut) {
      this.#link.whenWhole(() => this.#resume())
      return
    }
    this.#deliver(segment, typeof segment === 'string' ? 0 : segment.length)
    this.#waiting.shift()
    this.#network.time.schedule(0, () => this.#resend())
  }

  #deliver(segment: Segment, bytes: number): void {
    this.#events.arrive(segment, () => {
      this.queued -= bytes
      if (this.queued === 0) this.#events.drained()
    })
  }
}
