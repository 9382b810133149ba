import type { SaslClient } from '../../wire/sasl/client.ts'
import { SaslError } from '../../wire/sasl/directives.ts'
import { oauthBearerClient } from '../../wire/sasl/oauth-bearer.ts'
import type { SaslConfig } from './config.ts'
import { failedLogin } from './failed-login.ts'
import type { Login, LoginIo } from './login.ts'
import type { Token } from './token.ts'
import { tokenFromEndpoint } from './token-endpoint.ts'
import { unsecuredToken } from './unsecured-token.ts'

type Options = ReadonlyMap<string, string>

/**
 * Logs in with a bearer token, and again for a connection that is made when most of the token's time is over.
 * @throws ClientError with Kafka's words when there is no token to be had
 */
export async function bearerLogin(options: Options, config: SaslConfig, io: LoginIo): Promise<Login> {
  const extensions = new Map([...options].flatMap(([name, value]) => extensionOf(name, value, config)))
  let token: Token | undefined
  let refreshAt = Number.POSITIVE_INFINITY
  const fetch = async () => {
    token = await fetchToken(options, config, io)
    refreshAt = token === undefined ? Number.POSITIVE_INFINITY : refreshTime(token, config, io)
  }
  await fetch()
  return {
    async newClient() {
      if (io.clock.now() >= refreshAt) await fetch()
      return token === undefined ? tokenless : oauthBearerClient({ token: token.text, extensions })
    },
  }
}

async function fetchToken(options: Options, config: SaslConfig, io: LoginIo): Promise<Token | undefined> {
  if (config.bearerLogin === 'endpoint') return tokenFromEndpoint(options, config.endpoint, io)
  try {
    return unsecuredToken(options, io.clock.now())
  } catch (error) {
    throw failedLogin(error, io.logger)
  }
}

const extensionOption = { unsecured: 'unsecuredLoginExtension_', endpoint: 'extension_' } as const

function extensionOf(name: string, value: string, { bearerLogin }: SaslConfig): [string, string][] {
  const prefix = extensionOption[bearerLogin]
  return name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : []
}

/** The bounds count for tokens that live long enough for both, as in Kafka. */
function refreshTime({ issuedAt, expiresAt }: Token, { refresh }: SaslConfig, { random }: LoginIo): number {
  const lifetime = expiresAt - issuedAt
  const share = Math.min(1, refresh.factor + (refresh.jitter * random.int(1001)) / 1000)
  const [least, buffer] = [refresh.minPeriodSeconds * 1000, refresh.bufferSeconds * 1000]
  const wait = lifetime * share
  return issuedAt + (least + buffer >= lifetime ? wait : Math.max(least, Math.min(wait, lifetime - buffer)))
}

const tokenless: SaslClient = {
  begin() {
    const reason = "No OAuth Bearer tokens in Subject's private credentials"
    throw new SaslError(`${reason} [Caused by java.io.IOException: ${reason}]`)
  },
  answer: () => undefined,
}
