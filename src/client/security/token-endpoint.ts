import { pause } from '../../base/clock.ts'
import type { HttpPost, HttpResponse } from '../../net/http-post.ts'
import { ConfigReader } from '../config-reader.ts'
import { ClientError, configError, javaTrace, wrappedException } from '../errors.ts'
import type { EndpointConfig } from './config.ts'
import { failedLogin } from './failed-login.ts'
import { loginException } from './jaas-login.ts'
import type { LoginIo } from './login.ts'
import { sslConfig } from './ssl-config.ts'
import { readStores, tlsSettings } from './ssl-settings.ts'
import { readToken, type Token } from './token.ts'

const urlOption = 'sasl.oauthbearer.token.endpoint.url'
const secured = 'org.apache.kafka.common.security.oauthbearer.internals.secured'

type Options = ReadonlyMap<string, string>

/**
 * The token that an identity provider gives for the client's credentials (KIP-768), or that a `file:` holds.
 * @throws ClientError with Kafka's words when there is none to be had
 */
export async function tokenFromEndpoint(options: Options, config: EndpointConfig, io: LoginIo): Promise<Token> {
  const url = checkedUrl(config.url)
  const text = url.protocol === 'file:' ? fileToken(url, io) : await askedToken(url, options, config, io)
  try {
    return readToken(text, config, io.clock.now())
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    io.logger
      .named('org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler')
      .warn(error.message, javaTrace(error))
    throw wrappedException(loginException(error.message))
  }
}

function checkedUrl(text: string | undefined): URL {
  if (text === undefined) throw badOption(`${urlOption} value must be non-null`)
  if (text === '') throw badOption(`${urlOption} value must not contain only whitespace`)
  const about = `${urlOption} contains a URL (${text}) that`
  if (!URL.canParse(text)) throw badOption(`${about} is malformed: no protocol: ${text}`)
  const url = new URL(text)
  if (['http:', 'https:', 'file:'].includes(url.protocol)) return url
  const protocol = url.protocol.slice(0, -1)
  throw badOption(
    `${about} contains an invalid protocol (${protocol}); only "http", "https", and "file" protocol are supported`,
  )
}

const badOption = (what: string) => wrappedException(configError(`The OAuth configuration option ${what}`))

function fileToken(url: URL, io: LoginIo): string {
  const file = decodeURIComponent(url.pathname)
  try {
    return io.security.readFile(file).toString().trim()
  } catch {
    throw badOption(`${urlOption} contains a file (${file}) that doesn't exist`)
  }
}

async function askedToken(url: URL, options: Options, config: EndpointConfig, io: LoginIo): Promise<string> {
  const request = tokenRequest(url, options, config, io)
  try {
    return await retried(config, io, async () => accessToken(await post(request, io)))
  } catch (error) {
    throw failedLogin(error, io.logger)
  }
}

function tokenRequest(url: URL, options: Options, config: EndpointConfig, io: LoginIo): HttpPost {
  const credentials = `${required(options, 'clientId')}:${required(options, 'clientSecret')}`
  const scope = options.get('scope')?.trim() ?? ''
  return {
    url: url.href,
    headers: {
      Accept: 'application/json',
      Authorization: `Basic ${Buffer.from(credentials).toString('base64')}`,
      'Cache-Control': 'no-cache',
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: `grant_type=client_credentials${scope === '' ? '' : `&scope=${encodeURIComponent(scope)}`}`,
    connectTimeoutMs: config.connectTimeoutMs,
    readTimeoutMs: config.readTimeoutMs,
    // The provider's certificate is checked by ssl.* among the login module's own options.
    tls: url.protocol === 'https:' ? providerTls(options, io) : undefined,
  }
}

function providerTls(options: Options, io: LoginIo): HttpPost['tls'] {
  const config = sslConfig(new ConfigReader(options))
  const { context, hostnameVerification } = tlsSettings(config, readStores(config, io))
  return { ...context, ...(!hostnameVerification && { checkServerIdentity: () => undefined }) }
}

function required(options: Options, name: string): string {
  const value = options.get(name)?.trim()
  if (value === undefined) throw badOption(`${name} value must be non-null`)
  if (value === '') throw badOption(`${name} value must not contain only whitespace`)
  return value
}

async function post(request: HttpPost, { security }: LoginIo): Promise<HttpResponse> {
  try {
    return await security.httpPost(request)
  } catch (error) {
    throw httpFailure(error)
  }
}

function httpFailure(error: unknown): ClientError {
  const message = error instanceof Error ? error.message : String(error)
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const [className, text] =
    code === 'ECONNREFUSED'
      ? ['java.net.ConnectException', 'Connection refused']
      : code === 'ENOTFOUND'
        ? ['java.net.UnknownHostException', message]
        : code === 'ETIMEDOUT'
          ? ['java.net.SocketTimeoutException', message]
          : ['java.io.IOException', message]
  return new ClientError(className, text, { retriable: true, cause: error })
}

/** What such an answer says will be no other the next time. */
const finalStatuses = [400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 415, 501, 505]

function accessToken({ status, body }: HttpResponse): string {
  if (status !== 200 && status !== 201) {
    const isFinal = finalStatuses.includes(status)
    const text = isFinal
      ? `The response code ${status} and error response ${errorText(body)} was encountered reading the token endpoint response; will not attempt further retries`
      : `The unexpected response code ${status} and error message ${errorText(body)} was encountered reading the token endpoint response`
    throw new ClientError('java.io.IOException', text, { retriable: !isFinal })
  }
  const token = field(body, 'access_token')?.trim()
  if (token !== undefined && token !== '') return token
  const shown =
    body.length > 1000 ? `${body.slice(0, 1000)} (trimmed to first 1000 characters out of ${body.length} total)` : body
  throw new ClientError(
    'java.io.IOException',
    `The token endpoint response did not contain an access_token value. Response: (${shown})`,
  )
}

function errorText(body: string): string {
  const error = field(body, 'error') ?? field(body, 'errorCode')
  const description = field(body, 'error_description') ?? field(body, 'errorSummary')
  return error === undefined ? `{${body.trim()}}` : `{${error} - ${description ?? ''}}`
}

function field(json: string, name: string): string | undefined {
  try {
    const value: unknown = Reflect.get(Object(JSON.parse(json)), name)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

/** Tries until sasl.login.retry.backoff.max.ms are over, each time waiting twice as long. */
async function retried<T>(config: EndpointConfig, { clock, logger }: LoginIo, attempt: () => Promise<T>): Promise<T> {
  const end = clock.now() + config.retryBackoffMaxMs
  const log = logger.named(`${secured}.Retry`)
  for (let tries = 1; ; tries++) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof ClientError) || !error.retriable) throw error
      const trace = `java.util.concurrent.ExecutionException: ${javaTrace(error)}`
      log.warn(`Error during retry attempt ${tries}`, trace)
      const wait = Math.min(config.retryBackoffMs * 2 ** (tries - 1), end - clock.now())
      if (wait <= 0) throw error
      log.warn(`Attempt ${tries} to make call resulted in an error; sleeping ${wait} ms before retrying`, trace)
      await pause(clock, wait)
    }
  }
}
