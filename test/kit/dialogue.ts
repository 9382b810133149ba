import { systemClock } from '../../src/base/clock.ts'
import { ClientConnection } from '../../src/net/client-connection.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import type { Api } from '../../src/wire/kafka/api.ts'
import { decodeResponse, encodeRequestFrame } from '../../src/wire/kafka/headers.ts'
import type { InputOf, Message, TypeOf } from '../../src/wire/schema/index.ts'

/** One connection to a broker, and all that was answered, with what differs between brokers made alike. */
export class Dialogue {
  readonly answers: string[] = []
  readonly #connection: ClientConnection
  readonly #port: number

  private constructor(connection: ClientConnection, port: number) {
    this.#connection = connection
    this.#port = port
  }

  static async open(port: number): Promise<Dialogue> {
    const connection = await tcpTransport.connect({ host: 'localhost', port }, { timeoutMs: 5000 })
    return new Dialogue(new ClientConnection(connection, { clock: systemClock }), port)
  }

  close(): void {
    this.#connection.close()
  }

  /** Asks; the answer goes into the journal. */
  async ask<Q extends Message, R extends Message>(
    { name, request, response }: Api<Q, R>,
    version: number,
    body: InputOf<Q>,
  ): Promise<TypeOf<R>> {
    const answer = await this.#send(request, response, version, body)
    this.answers.push(`${name} v${version}: ${this.#alike(answer)}`)
    return answer
  }

  /** Asks without a trace, until the answer is as wanted. */
  async until<Q extends Message, R extends Message>(
    { request, response }: Api<Q, R>,
    version: number,
    body: InputOf<Q>,
    wanted: (answer: TypeOf<R>) => boolean,
  ): Promise<void> {
    while (!wanted(await this.#send(request, response, version, body))) {
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async #send<Q extends Message, R extends Message>(request: Q, response: R, version: number, body: InputOf<Q>) {
    const frame = (correlationId: number) => encodeRequestFrame(request, version, correlationId, 'me', body)
    return decodeResponse(response, version, await this.#connection.request(frame, 60_000))
  }

  #alike(answer: unknown): string {
    return JSON.stringify(sorted(answer))
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<uuid>')
      .replaceAll(`"port":${this.#port}`, '"port":<port>')
  }
}

/** Kafka lists in the order of its hash tables, which nobody may rely on. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sorted(each)]))
}
