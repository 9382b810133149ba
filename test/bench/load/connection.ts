import { systemClock } from '../../../src/base/clock.ts'
import { ClientConnection } from '../../../src/net/client-connection.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Api } from '../../../src/wire/kafka/api.ts'
import { decodeResponse, encodeRequestFrame } from '../../../src/wire/kafka/headers.ts'
import type { InputOf, Message, TypeOf } from '../../../src/wire/schema/index.ts'

const timeoutMs = 60_000
/** Where the correlation id stands in a request frame: after size, API key and version. */
const correlationAt = 8

/** A request encoded once and sent many times. */
export type PreparedFrame = Buffer

export function prepare<Q extends Message>(request: Q, version: number, body: InputOf<Q>): PreparedFrame {
  const chunks = encodeRequestFrame(request, version, 0, 'bench', body)
  return Buffer.concat(chunks.filter((chunk) => chunk instanceof Uint8Array))
}

/** A connection of the load generator: as little work for a request as possible. */
export class LoadConnection {
  readonly #client: ClientConnection

  private constructor(client: ClientConnection) {
    this.#client = client
  }

  static async open(host: string, port: number): Promise<LoadConnection> {
    const connection = await tcpTransport.connect({ host, port }, { timeoutMs: 10_000 })
    return new LoadConnection(new ClientConnection(connection, { clock: systemClock }))
  }

  async call<Q extends Message, R extends Message>(
    api: Api<Q, R>,
    version: number,
    body: InputOf<Q>,
  ): Promise<TypeOf<R>> {
    const frame = (id: number) => encodeRequestFrame(api.request, version, id, 'bench', body)
    return decodeResponse(api.response, version, await this.#client.request(frame, timeoutMs))
  }

  /** The answer's frame, from the correlation id on. */
  send(prepared: PreparedFrame): Promise<Buffer> {
    return this.#client.request((id) => {
      const head = Buffer.from(prepared.subarray(0, correlationAt + 4))
      head.writeInt32BE(id, correlationAt)
      return [head, prepared.subarray(correlationAt + 4)]
    }, timeoutMs)
  }

  close(): void {
    this.#client.close()
  }
}
