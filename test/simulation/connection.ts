import { type FileRange, isFileRange } from '../../src/base/disk/disk.ts'
import type { Address, Connection } from '../../src/net/transport.ts'
import { Flow, type Segment } from './flow.ts'
import type { Machine } from './machine.ts'
import type { Network } from './network.ts'
import type { Process } from './process.ts'

interface Side {
  readonly machine: Machine
  readonly process: Process
  readonly address: Address
}

/** Queued bytes beyond which a writer should wait. */
const highWaterMark = 64 * 1024
/** What a lent chunk is overwritten with, so that nobody keeps it unnoticed. */
const rubbish = 0xdd

/** Both ends of a new connection. */
export function connectionPair(network: Network, id: number, client: Side, server: Side): [Endpoint, Endpoint] {
  const near = new Endpoint(network, id, client, server, true)
  const far = new Endpoint(network, id, server, client, false)
  near.attach(far)
  far.attach(near)
  return [near, far]
}

export class Endpoint implements Connection {
  readonly local: Address
  readonly remote: Address
  readonly #id: number
  readonly #network: Network
  readonly #machine: Machine
  readonly #life: number
  readonly #process: Process
  readonly #isClient: boolean
  #out: Flow | undefined
  #peer: Endpoint | undefined
  #isOpen = true
  #hasEnded = false
  #isPaused = false
  #inbox: { segment: Buffer | 'fin'; consumed: () => void }[] = []
  #receive: ((chunk: Buffer) => void) | undefined
  #lends = false
  #closed: ((error: Error | undefined) => void)[] = []
  #failure: Error | undefined
  #drained: () => void = () => {}
  #drainOwed = false

  constructor(network: Network, id: number, here: Side, there: Side, isClient: boolean) {
    this.#network = network
    this.#id = id
    this.#machine = here.machine
    this.#life = here.machine.life
    this.#process = here.process
    this.#isClient = isClient
    this.local = here.address
    this.remote = there.address
    here.process.atDeath(() => this.#die())
  }

  attach(peer: Endpoint): void {
    this.#peer = peer
    const link = this.#network.link(this.local.host, this.remote.host)
    this.#out = new Flow(this.#network, link, {
      arrive: (segment, consumed) => peer.arrive(segment, consumed),
      drained: () => this.#process.run(() => this.#announceDrain()),
    })
  }

  onData(handler: (chunk: Buffer) => void): void {
    this.#receive = handler
    this.#pump()
  }

  onBytes(handler: (chunk: Buffer) => void): void {
    this.#lends = true
    this.onData(handler)
  }

  onClose(handler: (error: Error | undefined) => void): void {
    if (this.#isOpen) this.#closed.push(handler)
    else queueMicrotask(() => handler(this.#failure))
  }

  write(parts: readonly (Uint8Array | FileRange)[]): boolean {
    if (!this.#isOpen || this.#hasEnded) return false
    const bytes = this.#joined(parts)
    if (bytes === undefined) return false
    if (this.#isClient) this.#network.tap(this.local.host, this.remote, bytes)
    this.#out?.send(bytes)
    this.#drainOwed = this.#out !== undefined && this.#out.queued > highWaterMark
    return !this.#drainOwed
  }

  onDrain(handler: () => void): void {
    this.#drained = handler
  }

  pause(): void {
    this.#isPaused = true
  }

  resume(): void {
    this.#isPaused = false
    this.#pump()
  }

  end(): void {
    if (this.#hasEnded || !this.#isOpen) return
    this.#hasEnded = true
    this.#out?.send('fin')
  }

  destroy(error?: Error): void {
    if (!this.#isOpen) return
    if (!this.#hasEnded) this.#out?.send(this.#network.random.chance(0.5) ? 'fin' : 'rst')
    this.#close(error)
  }

  /** The next write travels half, and then both ends see a reset. */
  breakAtNextWrite(): void {
    this.#out?.breakAtNextSend(() => this.arrive('rst', () => {}))
  }

  /** Both ends see a reset now. */
  reset(): void {
    this.arrive('rst', () => {})
    this.#peer?.arrive('rst', () => {})
  }

  /** A segment came over the network. */
  arrive(segment: Segment, consumed: () => void): void {
    if (!this.#machine.isPowered) return
    if (this.#machine.life !== this.#life) {
      if (segment !== 'rst') this.#out?.send('rst')
      return
    }
    this.#process.run(() => {
      if (!this.#isOpen) return
      if (segment === 'rst') {
        this.#close(connectionReset())
        return
      }
      this.#inbox.push({ segment, consumed })
      this.#pump()
    })
  }

  /** The process is gone: the kernel closes its sockets, unless the power went with it. */
  #die(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#inbox = []
    this.#network.connections.delete(this)
    if (this.#machine.life === this.#life && !this.#hasEnded) this.#out?.send('rst')
  }

  #pump(): void {
    while (this.#isOpen && !this.#isPaused && this.#receive !== undefined) {
      const next = this.#inbox.shift()
      if (next === undefined) return
      next.consumed()
      if (next.segment === 'fin') this.#finished()
      else this.#take(next.segment)
    }
  }

  #take(bytes: Buffer): void {
    this.#network.trace.bytes(this.#id, bytes)
    this.#receive?.(bytes)
    if (this.#lends) bytes.fill(rubbish)
  }

  #finished(): void {
    if (!this.#hasEnded) this.#out?.send('fin')
    this.#close(undefined)
  }

  #close(error: Error | undefined): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#failure = error
    this.#inbox = []
    this.#network.connections.delete(this)
    const handlers = this.#closed.splice(0)
    this.#process.schedule(0, () => {
      for (const handler of handlers) handler(error)
    })
  }

  #announceDrain(): void {
    if (!this.#drainOwed || !this.#isOpen) return
    this.#drainOwed = false
    this.#drained()
  }

  /** The parts as bytes of their own; ends the connection when a file does not have what was promised. */
  #joined(parts: readonly (Uint8Array | FileRange)[]): Buffer | undefined {
    const bytes = Buffer.alloc(parts.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const part of parts) {
      const target = bytes.subarray(at, at + part.length)
      if (!isFileRange(part)) target.set(part)
      else if (part.file.read(target, part.position) < part.length) {
        this.destroy(new Error(`${part.file.path} ended before a range of it was sent`))
        return undefined
      }
      at += part.length
    }
    return bytes
  }
}

function connectionReset(): Error {
  return Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' })
}
