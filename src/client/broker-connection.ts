import type { Clock } from '../base/clock.ts'
import { ClientConnection, RequestTimeoutError } from '../net/client-connection.ts'
import type { Connection } from '../net/transport.ts'
import type { Api } from '../wire/kafka/api.ts'
import { ApiVersionsRequest, ApiVersionsResponse } from '../wire/kafka/api-versions.ts'
import { kafkaError } from '../wire/kafka/errors.ts'
import { decodeResponse, encodeRequestFrame } from '../wire/kafka/headers.ts'
import { decode, type InputOf, type Message, type TypeOf } from '../wire/schema/index.ts'
import { disconnectError, timeoutError, unsupportedVersionError } from './errors.ts'

export interface ApiVersionRange {
  readonly apiKey: number
  readonly minVersion: number
  readonly maxVersion: number
}

const unsupportedVersionCode = 35
const software = { clientSoftwareName: 'kafkabox', clientSoftwareVersion: '3.7.0' }

/** A connection to a broker whose API versions are known. */
export class BrokerConnection {
  /** What the broker says it speaks, in its order. */
  readonly apiVersions: readonly ApiVersionRange[]
  readonly #connection: ClientConnection
  readonly #clientId: string

  private constructor(connection: ClientConnection, clientId: string, apiVersions: readonly ApiVersionRange[]) {
    this.#connection = connection
    this.#clientId = clientId
    this.apiVersions = apiVersions
  }

  /** Asks a fresh connection for its versions. Rejects with a retriable ClientError when it ends or stays silent. */
  static async open(
    connection: Connection,
    options: { clock: Clock; clientId: string; timeoutMs: number },
  ): Promise<BrokerConnection> {
    const client = new ClientConnection(connection, { clock: options.clock })
    try {
      const apiVersions = await askVersions(client, options.clientId, options.timeoutMs, 3)
      return new BrokerConnection(client, options.clientId, apiVersions)
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
  async send<Q extends Message, R extends Message>(
    api: Api<Q, R>,
    version: number,
    body: InputOf<Q>,
    timeoutMs: number,
  ): Promise<TypeOf<R>> {
    const frame = await this.#ask(api.request, version, body, timeoutMs)
    try {
      return decodeResponse(api.response, version, frame)
    } catch (error) {
      this.close()
      throw error
    }
  }

  async #ask<Q extends Message>(request: Q, version: number, body: InputOf<Q>, timeoutMs: number): Promise<Buffer> {
    try {
      return await this.#connection.request(
        (correlationId) => encodeRequestFrame(request, version, correlationId, this.#clientId, body),
        timeoutMs,
      )
    } catch (error) {
      throw requestFailure(error, request.name)
    }
  }

  /** Sends what has no answer. */
  post<Q extends Message>(request: Q, version: number, body: InputOf<Q>): void {
    this.#connection.post((correlationId) => encodeRequestFrame(request, version, correlationId, this.#clientId, body))
  }
}

/** An older broker refuses an unknown version in the words of version 0 (KIP-511): ask again in its own. */
async function askVersions(
  client: ClientConnection,
  clientId: string,
  timeoutMs: number,
  version: number,
): Promise<readonly ApiVersionRange[]> {
  const frame = await client.request(
    (correlationId) => encodeRequestFrame(ApiVersionsRequest, version, correlationId, clientId, software),
    timeoutMs,
  )
  const refused = frame.length >= 6 && frame.readInt16BE(4) === unsupportedVersionCode
  const answer = decode(ApiVersionsResponse, refused ? 0 : version, frame, 4)
  if (refused && version > 0) {
    const known = answer.apiKeys.find(({ apiKey }) => apiKey === ApiVersionsRequest.key)?.maxVersion ?? 0
    return askVersions(client, clientId, timeoutMs, Math.min(known, version - 1))
  }
  if (answer.errorCode !== 0) throw kafkaError(answer.errorCode)
  return answer.apiKeys
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
