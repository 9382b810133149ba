import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Address, Connection, Transport } from '../../../src/net/transport.ts'

/** The network as one process sees it; its own connections to others can be cut, and kept from coming back. */
export class CuttableNetwork {
  #isCut = (_port: number) => false
  readonly #open: { port: number; connection: Connection }[] = []
  readonly transport: Transport = { ...tcpTransport, connect: (address, options) => this.#connect(address, options) }

  async #connect(address: Address, options: { timeoutMs: number }): Promise<Connection> {
    if (this.#isCut(address.port)) throw new Error('cut')
    const connection = await tcpTransport.connect(address, options)
    this.#open.push({ port: address.port, connection })
    return connection
  }

  /** From now on these ports are out of reach. */
  cut(...ports: number[]): void {
    this.#isCut = (port) => ports.includes(port)
    for (const { port, connection } of this.#open) if (ports.includes(port)) connection.destroy()
  }

  mend(): void {
    this.#isCut = () => false
  }
}
