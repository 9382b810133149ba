import type { Clock } from '../../base/clock.ts'
import type { Address, Connection, Listener, Transport } from '../../net/transport.ts'
import type { Gate } from './gate.ts'
import { GatedConnection } from './gated-connection.ts'

const never = new Promise<never>(() => {})

/** A server's whole network behind one gate. */
export class GatedTransport implements Transport {
  readonly #inner: Transport
  readonly #gate: Gate
  readonly #clock: Clock
  readonly #refuses: () => boolean
  readonly #open = new Set<Connection>()
  readonly #listeners = new Set<Listener>()

  /**
   * `clock` is the server's own: a frozen one does not see its time-outs pass. While `refuses` says so, new connections
   * are refused, so that clients try another server at once; otherwise they are accepted and wait at the gate.
   */
  constructor(inner: Transport, gate: Gate, clock: Clock, refuses: () => boolean) {
    this.#inner = inner
    this.#gate = gate
    this.#clock = clock
    this.#refuses = refuses
  }

  resolve(host: string): Promise<readonly string[]> {
    return this.#gate.isSealed ? never : this.#inner.resolve(host)
  }

  async listen(address: Address, onConnection: (connection: Connection) => void): Promise<Listener> {
    if (this.#gate.isSealed) return never
    const listener = await this.#inner.listen(address, (connection) => {
      if (this.#refuses()) return connection.destroy()
      const gated = this.#gated(connection)
      this.#gate.pass(() => onConnection(gated))
    })
    this.#listeners.add(listener)
    return {
      address: listener.address,
      close: () => {
        this.#listeners.delete(listener)
        return listener.close()
      },
    }
  }

  async connect(address: Address, options: { timeoutMs: number }): Promise<Connection> {
    await this.#passable(address, options.timeoutMs)
    const connection = await this.#inner.connect(address, options)
    if (!this.#gate.isSealed) return this.#gated(connection)
    connection.destroy()
    return never
  }

  /** The end of a killed process: its sockets are closed, and it does not hear of it. The gate has to be sealed. */
  async abandon(): Promise<void> {
    for (const connection of this.#open) connection.destroy()
    await Promise.all([...this.#listeners].map((listener) => listener.close()))
  }

  #gated(connection: Connection): Connection {
    this.#open.add(connection)
    connection.onClose(() => void this.#open.delete(connection))
    return new GatedConnection(connection, this.#gate)
  }

  /** Waits as for an answer to a SYN. */
  #passable({ host, port }: Address, timeoutMs: number): Promise<void> {
    if (this.#gate.isOpen) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(timeoutMs, () => reject(timedOut(host, port)))
      this.#gate.pass(() => {
        timer.cancel()
        resolve()
      })
    })
  }
}

function timedOut(address: string, port: number): Error {
  const error = new Error(`connect ETIMEDOUT ${address}:${port}`)
  return Object.assign(error, { code: 'ETIMEDOUT', syscall: 'connect', address, port })
}
