import type { FileRange } from '../../../src/base/disk/disk.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Address, Connection, Transport } from '../../../src/net/transport.ts'

/** A server's way to the others, over sockets, that can be cut: nothing is refused then, and nothing arrives. */
export class CuttableTransport implements Transport {
  readonly #clientPort: number
  readonly #connections = new Set<CuttableConnection>()
  isCut = false

  /** @param clientPort its clients are never cut off */
  constructor(clientPort: number) {
    this.#clientPort = clientPort
  }

  /** As if a cable were pulled. */
  cut(): void {
    this.isCut = true
  }

  /** What was on its way is lost, and with it the connections. */
  mend(): void {
    this.isCut = false
    for (const connection of [...this.#connections]) connection.destroy()
  }

  resolve(host: string): Promise<readonly string[]> {
    return tcpTransport.resolve(host)
  }

  listen(address: Address, onConnection: (connection: Connection) => void) {
    if (address.port === this.#clientPort) return tcpTransport.listen(address, onConnection)
    return tcpTransport.listen(address, (connection) => onConnection(this.#wrap(connection)))
  }

  async connect(address: Address, options: { timeoutMs: number }): Promise<Connection> {
    return this.#wrap(await tcpTransport.connect(address, options))
  }

  #wrap(inner: Connection): Connection {
    const connection = new CuttableConnection(inner, this)
    this.#connections.add(connection)
    return connection
  }

  gone(connection: CuttableConnection): void {
    this.#connections.delete(connection)
  }
}

class CuttableConnection implements Connection {
  readonly local: Address
  readonly remote: Address
  readonly #inner: Connection
  readonly #transport: CuttableTransport

  constructor(inner: Connection, transport: CuttableTransport) {
    this.local = inner.local
    this.remote = inner.remote
    this.#inner = inner
    this.#transport = transport
  }

  onData(handler: (chunk: Buffer) => void): void {
    this.#inner.onData((chunk) => {
      if (!this.#transport.isCut) handler(chunk)
    })
  }

  onBytes(handler: (chunk: Buffer) => void): void {
    this.#inner.onBytes((chunk) => {
      if (!this.#transport.isCut) handler(chunk)
    })
  }

  onClose(handler: (error: Error | undefined) => void): void {
    this.#inner.onClose((error) => {
      this.#transport.gone(this)
      handler(error)
    })
  }

  write(parts: readonly (Uint8Array | FileRange)[]): boolean {
    return this.#transport.isCut || this.#inner.write(parts)
  }

  onDrain(handler: () => void): void {
    this.#inner.onDrain(handler)
  }

  pause(): void {
    this.#inner.pause()
  }

  resume(): void {
    this.#inner.resume()
  }

  end(): void {
    this.#inner.end()
  }

  destroy(error?: Error): void {
    this.#inner.destroy(error)
  }
}
