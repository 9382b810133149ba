import type { FileRange } from '../../base/disk/disk.ts'
import type { Address, Connection } from '../../net/transport.ts'
import type { Gate } from './gate.ts'

type Parts = readonly (Uint8Array | FileRange)[]

/**
 * A connection through a gate. While that is shut nothing arrives and nothing leaves, not even the end, as on a network
 * that swallows every packet; later it goes on where it was, as TCP does by sending again.
 */
export class GatedConnection implements Connection {
  readonly local: Address
  readonly remote: Address
  readonly #inner: Connection
  readonly #gate: Gate
  readonly #closeHandlers: ((error: Error | undefined) => void)[] = []
  readonly #forget: () => void
  #drained: () => void = () => {}
  #pausedByUser = false
  #over = false

  constructor(inner: Connection, gate: Gate) {
    this.#inner = inner
    this.#gate = gate
    this.local = inner.local
    this.remote = inner.remote
    this.#forget = gate.onShut(() => this.#hold())
    if (!gate.isOpen) this.#hold()
    inner.onClose((error) => {
      this.#forget()
      gate.pass(() => this.#closed(error))
    })
  }

  onData(handler: (chunk: Buffer) => void): void {
    this.#inner.onData((chunk) => this.#gate.pass(() => this.#over || handler(chunk)))
  }

  onBytes(handler: (chunk: Buffer) => void): void {
    this.#inner.onBytes((chunk) => {
      if (this.#gate.isOpen) handler(chunk)
      else {
        const kept = Buffer.from(chunk)
        this.#gate.pass(() => this.#over || handler(kept))
      }
    })
  }

  onClose(handler: (error: Error | undefined) => void): void {
    if (this.#over) queueMicrotask(() => handler(undefined))
    else this.#closeHandlers.push(handler)
  }

  write(parts: Parts): boolean {
    if (this.#over) return false
    if (this.#gate.isOpen) return this.#inner.write(parts)
    this.#gate.pass(() => {
      if (this.#inner.write(parts)) this.#drained()
    })
    return false
  }

  onDrain(handler: () => void): void {
    this.#drained = handler
    this.#inner.onDrain(() => this.#gate.pass(handler))
  }

  pause(): void {
    this.#pausedByUser = true
    this.#inner.pause()
  }

  resume(): void {
    this.#pausedByUser = false
    if (this.#gate.isOpen) this.#inner.resume()
  }

  end(): void {
    this.#gate.pass(() => this.#inner.end())
  }

  /** This side sees the end at once, the peer only through an open gate. */
  destroy(error?: Error): void {
    if (!this.#gate.isOpen) queueMicrotask(() => this.#closed(error))
    this.#gate.pass(() => this.#inner.destroy(error))
  }

  #hold(): void {
    this.#inner.pause()
    this.#gate.pass(() => {
      if (!this.#pausedByUser) this.#inner.resume()
    })
  }

  #closed(error: Error | undefined): void {
    if (this.#over) return
    this.#over = true
    for (const handler of this.#closeHandlers) handler(error)
  }
}
