import type { FrameAnswer } from '../../net/server-connection.ts'
import { apiKey } from '../../wire/kafka/api-keys.ts'
import { ApiVersions } from '../../wire/kafka/api-versions.ts'
import { errorCode } from '../../wire/kafka/errors.ts'
import { type DecodedRequestHeader, decodeRequestHeader, encodeResponseFrame } from '../../wire/kafka/headers.ts'
import { advertised } from '../apis/advertised.ts'
import { closeConnection, noAnswer, type RegisteredApi, type RequestContext, type Served } from '../apis/api.ts'
import type { BrokerContext } from '../context.ts'
import { RequestLog } from './request-log.ts'

/** What is known of a connection. */
export type ConnectionFacts = Omit<RequestContext, 'version' | 'correlationId' | 'clientId'>

/** A request that only closing the connection answers. */
export class RefusedRequestError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'RefusedRequestError'
  }
}

/** Runs requests: header, API, answer. Throws, or rejects, when the connection has to be closed. */
export class RequestHandler {
  readonly #broker: BrokerContext
  readonly #apis: ReadonlyMap<number, RegisteredApi>
  readonly #log: RequestLog

  constructor(broker: BrokerContext, apis: readonly RegisteredApi[]) {
    this.#broker = broker
    this.#apis = new Map(apis.map((api) => [api.wire.key, api]))
    this.#log = new RequestLog(broker.clock, broker.logger)
  }

  handle(frame: Buffer, facts: ConnectionFacts): FrameAnswer | Promise<FrameAnswer> {
    const header = decodeRequestHeader(frame)
    const { apiVersion, correlationId, clientId } = header
    const known = apiKey(header.apiKey)
    if (known === undefined || apiVersion < known.min || apiVersion > known.max) return unsupported(header)
    const api = this.#apis.get(header.apiKey)
    if (api === undefined) return unsupported(header)
    const { principal, clientHost, listener, connectionId, connectionSerial } = facts
    const context = {
      version: apiVersion,
      correlationId,
      clientId,
      principal,
      clientHost,
      listener,
      connectionId,
      connectionSerial,
    }
    this.#broker.traffic.requested(api.wire.name)
    const told = this.#log.begin(api.wire, frame, header.bodyOffset, context)
    const served = api.serve(this.#broker, frame, header.bodyOffset, context)
    if (told !== undefined) void Promise.resolve(served).then(told, told)
    return served instanceof Promise ? served.then(answerOf) : answerOf(served)
  }
}

function answerOf(served: Served): FrameAnswer {
  if (served === noAnswer) return undefined
  if (served === closeConnection) throw new RefusedRequestError('The request failed, and its sender wants no answer')
  return served
}

/** Clients may be newer than the broker: ApiVersions tells them so in its oldest form. Everything else is a mistake. */
function unsupported({ apiKey: key, apiVersion, correlationId }: DecodedRequestHeader): FrameAnswer {
  if (key !== ApiVersions.key) {
    throw new RefusedRequestError(`Received request api key ${key} with version ${apiVersion} which is not enabled`)
  }
  return encodeResponseFrame(ApiVersions.response, 0, correlationId, {
    errorCode: errorCode('UNSUPPORTED_VERSION'),
    apiKeys: advertised.filter((row) => row.apiKey === ApiVersions.key),
    supportedFeatures: [],
    finalizedFeatures: [],
  })
}
