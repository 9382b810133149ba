import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Address, Connection, Transport } from '../../../src/net/transport.ts'

/** A transport whose ways to one port can be cut, and mended. */
export class CuttableTransport implements Transport {
  readonly #open = new Set<{ readonly port: number; readonly connection: Connection }>()
  #cut: number | undefined

  cut(port: number): void {
    this.#cut = port
    for (const { port: to, connection } of this.#open) if (to === port) connection.destroy()
  }

  mend(): void {
    this.#cut = undefined
  }

  resolve(host: string) {
    return tcpTransport.resolve(host)
  }

  listen(address: Address, onConnection: (connection: Connection) => void) {
    return tcpTransport.listen(address, onConnection)
  }

  async connect(address: Address, options: { timeoutMs: number }): Promise<Connection> {
    if (address.port === this.#cut) throw Object.assign(new Error('cut'), { code: 'ECONNREFUSED' })
    const connection = await tcpTransport.connect(address, options)
    this.#open.add({ port: address.port, connection })
    return connection
  }
}
