import { connect, createServer, type Server, type Socket } from 'node:net'

/** Stands between clients and a broker, passes everything on, and hears by what names the clients call themselves. */
export class Eavesdropper {
  readonly clientIds = new Set<string>()
  readonly port: number
  readonly #server: Server

  private constructor(server: Server, port: number, brokerPort: number) {
    this.#server = server
    this.port = port
    server.on('connection', (client) => this.#join(client, brokerPort))
  }

  static async listen(brokerPort: number): Promise<Eavesdropper> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('no port')
    return new Eavesdropper(server, address.port, brokerPort)
  }

  close(): void {
    this.#server.close()
  }

  #join(client: Socket, brokerPort: number): void {
    const broker = connect(brokerPort, 'localhost')
    client.pipe(broker).pipe(client)
    client.on('error', () => broker.destroy())
    broker.on('error', () => client.destroy())
    let pending = Buffer.alloc(0)
    client.on('data', (bytes) => {
      pending = this.#hear(Buffer.concat([pending, bytes]))
    })
  }

  /** Takes whole frames off the front and gives what is left. A request's header has the client's name at byte 8. */
  #hear(bytes: Buffer): Buffer<ArrayBuffer> {
    let at = 0
    while (bytes.length - at >= 4 && bytes.length - at >= 4 + bytes.readInt32BE(at)) {
      const frame = bytes.subarray(at + 4, at + 4 + bytes.readInt32BE(at))
      this.clientIds.add(frame.toString('utf8', 10, 10 + Math.max(0, frame.readInt16BE(8))))
      at += 4 + frame.length
    }
    return Buffer.from(bytes.subarray(at))
  }
}
