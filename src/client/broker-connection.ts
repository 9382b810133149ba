import type { Clock } from '../base/clock.ts'
import { kafkaVersion } from '../base/kafka-version.ts'
import { ClientConnection, RequestTimeoutError } from '../net/client-connection.ts'
import type { Connection } from '../net/transport.ts'
import type { Api } from '../wire/kafka/api.ts'
import { ApiVersionsRequest, ApiVersionsResponse } from '../wire/kafka/api-versions.ts'
import { kafkaError } from '../wire/kafka/errors.ts'
import { decodeResponse, encodeRequestFrame } from '../wire/kafka/headers.ts'
import { decode, type InputOf, type Message, type TypeOf } from '../wire/schema/index.ts'
import { disconnectError, timeoutError, unsupportedVersionError } from './errors.ts'
import type { NodeDescription } from './node.ts'
import { type ClientTrace, Exchange } from './trace.ts'

export interface ApiVersionRange {
  readonly apiKey: number
  readonly minVersion: number
  readonly maxVersion: number
}

const unsupportedVersionCode = 35
/** What a client says of itself in ApiVersions (KIP-511). */
export const software = { clientSoftwareName: 'kafkabox', clientSoftwareVersion: kafkaVersion }

export interface BrokerConnectionOptions {
  readonly clock: Clock
  readonly clientId: string
  readonly timeoutMs: number
  /** Hears of the requests; the peer is what they are told to have gone to. */
  readonly traced?: { readonly trace: ClientTrace; readonly peer: NodeDescription } | undefined
  /** Hears all that the peer sends, as it comes; the chunks are only lent. */
  readonly overhear?: ((chunk: Buffer) => void) | undefined
}

/** What an authentication needs of a connection. */
export type BrokerSession = Pick<BrokerConnection, 'send' | 'version'>

/** A connection to a broker whose API versions are known. */
export class BrokerConnection {
  /** What the broker says it speaks, in its order. */
  readonly apiVersions: readonly ApiVersionRange[]
  readonly #connection: ClientConnection
  readonly #options: BrokerConnectionOptions
  #peer: NodeDescription | undefined
  /** While it is there, what is to be sent waits for it. */
  #exclusive: Promise<void> | undefined

  private constructor(
    connection: ClientConnection,
    options: BrokerConnectionOptions,
    apiVersions: readonly ApiVersionRange[],
  ) {
    this.#connection = connection
    this.#options = options
    this.#peer = options.traced?.peer
    this.apiVersions = apiVersions
  }

  /** Asks a fresh connection for its versions. Rejects with a retriable ClientError when it ends or stays silent. */
  static async open(connection: Connection, options: BrokerConnectionOptions): Promise<BrokerConnection> {
    const { clock, overhear } = options
    const client = new ClientConnection(connection, { clock, ...(overhear && { overhear }) })
    try {
      const apiVersions = await askVersions(client, options, 3)
      return new BrokerConnection(client, options, apiVersions)
    } catch (error) {
      client.close()
      throw requestFailure(error, ApiVersionsRequest.name)
    }
  }

  get closed(): boolean {
    return this.#connection.closed
  }

  get inFlight(): number {
    return this.#connection.inFlight
  }

  /** The correlation id that the next request will have. */
  get nextCorrelationId(): number {
    return this.#connection.nextCorrelationId
  }

  onClose(handler: () => void): void {
    this.#connection.onClose(handler)
  }

  close(): void {
    this.#connection.close()
  }

  supports(request: Message): boolean {
    return this.apiVersions.some(({ apiKey }) => apiKey === request.key)
  }

  /** Both sides know the request in that version or a later one. */
  reaches(request: Message, version: number): boolean {
    const range = this.apiVersions.find(({ apiKey }) => apiKey === request.key)
    return range !== undefined && Math.min(range.maxVersion, request.maxVersion) >= version
  }

  /**
   * The highest version of the request that both sides know, `atLeast` or more.
   * @throws ClientError (UnsupportedVersionException) when there is none
   */
  version(request: Message, atLeast = request.minVersion): number {
    const name = apiName(request)
    const range = this.apiVersions.find(({ apiKey }) => apiKey === request.key)
    if (range === undefined) throw unsupportedVersionError(`The node does not support ${name}`)
    const version = Math.min(range.maxVersion, request.maxVersion)
    if (version >= Math.max(range.minVersion, atLeast)) return version
    throw unsupportedVersionError(
      `The node does not support ${name} with version in range [${atLeast},${request.maxVersion}]. ` +
        `The supported range is [${range.minVersion},${range.maxVersion}].`,
    )
  }

  /**
   * Rejects with a retriable ClientError when the connection ends or the answer stays out, and with a MalformedError, at
   * the cost of the connection, when the answer makes no sense.
   */
  send<Q extends Message, R extends Message>(
    api: Api<Q, R>,
    version: number,
    body: InputOf<Q>,
    timeoutMs: number,
  ): Promise<TypeOf<R>> {
    const send = () => this.#send(api, version, body, timeoutMs)
    return this.#exclusive === undefined ? send() : this.#exclusive.then(send)
  }

  async #send<Q extends Message, R extends Message>(
    api: Api<Q, R>,
    version: number,
    body: InputOf<Q>,
    timeoutMs: number,
  ): Promise<TypeOf<R>> {
    const exchange = beginExchange(this.#options, api.name, version, this.#peer)
    const request = (correlationId: number) => {
      const parts = encodeRequestFrame(api.request, version, correlationId, this.#options.clientId, body)
      if (exchange !== undefined) tellSent(parts, this.#options, this.#peer, exchange)
      return parts
    }
    try {
      const frame = await this.#connection.request(request, timeoutMs)
      const answer = this.#decode(api.response, version, frame)
      exchange?.answered(answer, frame)
      return answer
    } catch (error) {
      const failure = requestFailure(error, api.request.name)
      exchange?.failed(failure)
      throw failure
    }
  }

  #decode<R extends Message>(response: R, version: number, frame: Buffer): TypeOf<R> {
    try {
      return decodeResponse(response, version, frame)
    } catch (error) {
      this.close()
      throw error
    }
  }

  /** Sends what has no answer. */
  post<Q extends Message>(request: Q, version: number, body: InputOf<Q>): void {
    const frame = (correlationId: number) => {
      const parts = encodeRequestFrame(request, version, correlationId, this.#options.clientId, body)
      tellSent(parts, this.#options, this.#peer)
      return parts
    }
    if (this.#exclusive === undefined) this.#connection.post(frame)
    else void this.#exclusive.then(() => this.closed || this.#connection.post(frame))
  }

  /** Runs an exchange that nothing else may come between; what others send meanwhile goes out after it, in its order. */
  async exclusively<T>(exchange: (session: BrokerSession) => Promise<T>): Promise<T> {
    const result = exchange({
      version: (request, atLeast) => this.version(request, atLeast),
      send: (api, version, body, timeoutMs) => this.#send(api, version, body, timeoutMs),
    })
    const end = result.then(
      () => {},
      () => {},
    )
    this.#exclusive = end
    void end.then(() => {
      this.#exclusive = undefined
    })
    return result
  }

  /** The peer, so far known as a bootstrap server, turned out to be this broker. */
  becomes(peer: NodeDescription): void {
    this.#peer = peer
  }
}

/** An older broker refuses an unknown version in the words of version 0 (KIP-511): ask again in its own. */
async function askVersions(
  client: ClientConnection,
  options: BrokerConnectionOptions,
  version: number,
): Promise<readonly ApiVersionRange[]> {
  const exchange = beginExchange(options, 'ApiVersions', version, options.traced?.peer)
  const { frame, refused, answer } = await askVersion(client, options, version, exchange).catch((error: unknown) => {
    exchange?.failed(error)
    throw error
  })
  exchange?.answered(answer, frame)
  if (refused && version > 0) {
    const known = answer.apiKeys.find(({ apiKey }) => apiKey === ApiVersionsRequest.key)?.maxVersion ?? 0
    return askVersions(client, options, Math.min(known, version - 1))
  }
  if (answer.errorCode !== 0) throw kafkaError(answer.errorCode)
  return answer.apiKeys
}

async function askVersion(
  client: ClientConnection,
  options: BrokerConnectionOptions,
  version: number,
  exchange: Exchange | undefined,
) {
  const { clientId, timeoutMs } = options
  const frame = await client.request((correlationId) => {
    const parts = encodeRequestFrame(ApiVersionsRequest, version, correlationId, clientId, software)
    if (exchange !== undefined) tellSent(parts, options, options.traced?.peer, exchange)
    return parts
  }, timeoutMs)
  const refused = frame.length >= 6 && frame.readInt16BE(4) === unsupportedVersionCode
  return { frame, refused, answer: decode(ApiVersionsResponse, refused ? 0 : version, frame, 4) }
}

/** Nothing where nobody listens. */
function beginExchange(
  { clock, traced }: BrokerConnectionOptions,
  api: string,
  version: number,
  peer: NodeDescription | undefined,
): Exchange | undefined {
  const asked = traced?.trace.asked
  if (asked === undefined || peer === undefined) return undefined
  return new Exchange(clock, (end) => asked({ api, version, node: peer, ...end }))
}

/** A request goes out; without an exchange it is one that has no answer. */
function tellSent(
  parts: readonly { readonly length: number }[],
  { traced }: BrokerConnectionOptions,
  peer: NodeDescription | undefined,
  exchange?: Exchange,
): void {
  const sent = traced?.trace.sent
  if (exchange === undefined && sent === undefined) return
  const bytes = parts.reduce((sum, { length }) => sum + length, 0)
  exchange?.sent(bytes)
  if (peer !== undefined) sent?.({ node: peer, bytes, isAnswered: exchange !== undefined })
}

/** `ListOffsetsRequest` → `LIST_OFFSETS` */
function apiName(request: Message): string {
  return request.name
    .replace(/Request$/, '')
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toUpperCase()
}

function requestFailure(error: unknown, requestName: string): unknown {
  if (error instanceof RequestTimeoutError) return timeoutError(`The ${requestName} was not answered in time.`, error)
  if (error instanceof Error && error.name === 'ConnectionClosedError') {
    return disconnectError(`The ${requestName} was cut off: ${error.message}`, error)
  }
  return error
}
