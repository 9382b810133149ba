import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { Api } from '../../wire/kafka/api.ts'
import { decode } from '../../wire/schema/index.ts'
import type { RequestContext } from '../apis/api.ts'
import { isPassword } from '../configs/broker-config.ts'

const requestLogger = 'kafka.request.logger'

/** Bytes, records above all, are told by their number, and of passwords that there is one. */
function loggable(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return `${value.length} bytes`
  if (typeof value === 'bigint') return String(value)
  return holdsPassword(value) ? { ...value, value: '(redacted)' } : value
}

function holdsPassword(value: unknown): value is { name: string; value: unknown } {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('value' in value)) return false
  return typeof value.name === 'string' && isPassword(value.name)
}

/**
 * Tells of requests, as far as somebody wants to know: `kafka.server.KafkaApis` from TRACE on of each that comes in,
 * `kafka.request.logger` from DEBUG on of each that was answered.
 */
export class RequestLog {
  readonly #clock: Clock
  readonly #apis: Logger
  readonly #requests: Logger

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock
    this.#apis = logger.named('kafka.server.KafkaApis')
    this.#requests = logger.named(requestLogger)
    // As in Kafka's log4j.properties: a level for all must not bring a line for each request.
    logger.levels.set(requestLogger, 'WARN')
  }

  /** Called before a request is served. Gives what is to be called when it was, where that is to be told. */
  begin(api: Api, frame: Buffer, offset: number, context: RequestContext): (() => void) | undefined {
    const traces = this.#apis.speaks('TRACE')
    const logs = this.#requests.speaks('DEBUG')
    if (!traces && !logs) return undefined
    const text = described(api, frame, offset, context)
    if (traces) this.#apis.trace(`Handling request:{${text}} from connection ${context.connectionId}`)
    if (!logs) return undefined
    const start = this.#clock.now()
    return () => this.#requests.debug(`Completed request:{${text},"totalTimeMs":${this.#clock.now() - start}}`)
  }
}

/** Before the request is served, since its bytes are only lent. */
function described(api: Api, frame: Buffer, offset: number, context: RequestContext): string {
  const { version, correlationId, clientId, connectionId, listener, principal } = context
  const { name: requestApiKeyName, key: requestApiKey } = api
  const requestHeader = { requestApiKey, requestApiVersion: version, correlationId, clientId, requestApiKeyName }
  const body = JSON.stringify(decode(api.request, version, frame, offset), loggable)
  const rest = JSON.stringify({ connection: connectionId, listener, principal })
  return `"requestHeader":${JSON.stringify(requestHeader)},"request":${body},${rest.slice(1, -1)}`
}
