import type { Clock } from '../../base/clock.ts'
import type { LoginModule } from '../../base/jaas.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { SaslClient } from '../../wire/sasl/client.ts'
import { SaslError } from '../../wire/sasl/directives.ts'
import { plainClient } from '../../wire/sasl/plain.ts'
import { scramClient } from '../../wire/sasl/scram.ts'
import { isScramMechanism, type ScramMechanism } from '../../wire/sasl/scram-keys.ts'
import { AuthenticationError, ClientError, illegalArgument, wrappedException } from '../errors.ts'
import type { SaslConfig } from './config.ts'
import { loginException, loginModules } from './jaas-login.ts'
import type { SecurityIo } from './security-io.ts'

const security = 'org.apache.kafka.common.security'
const plainModule = `${security}.plain.PlainLoginModule`
const scramModule = `${security}.scram.ScramLoginModule`
const bearerModule = `${security}.oauthbearer.OAuthBearerLoginModule`
const modulesHere = [plainModule, scramModule, bearerModule]

export interface LoginIo {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly security: SecurityIo
}

/** Who the client is, ready to be proven on any number of connections. */
export interface Login {
  /** @throws ClientError when the mechanism can't be used with this login */
  newClient(): Promise<SaslClient>
}

/** Logs in as the settings say. @throws ClientError with Kafka's words when they make no login */
export async function login(config: SaslConfig, io: LoginIo): Promise<Login> {
  const modules = loginModules(config.jaas, io.security)
  const { mechanism } = config
  if (mechanism === 'GSSAPI') throw wrappedException(kerberosRefusal(config, modules))
  const unknown = modules.find(({ name }) => !modulesHere.includes(name))
  if (unknown !== undefined) throw wrappedException(loginException(`No LoginModule found for ${unknown.name}`))
  const moduleOf = (name: string) => modules.find((module) => module.name === name)
  const bearer = moduleOf(bearerModule)
  if (mechanism === 'OAUTHBEARER' && bearer !== undefined) {
    return (await import('./bearer-login.ts')).bearerLogin(bearer.options, config, io)
  }
  const scram = moduleOf(scramModule)
  if (isScramMechanism(mechanism) && scram !== undefined) return scramLogin(mechanism, scram, io.random)
  return { newClient: async () => (mechanism === 'PLAIN' ? plain(modules) : noClient(mechanism)) }
}

/** Java has PLAIN of its own, so any module that knows name and password will do. */
function plain(modules: readonly LoginModule[]): SaslClient {
  const option = (name: string) => modules.map(({ options }) => options.get(name)).find((text) => text !== undefined)
  const [username, password] = [option('username'), option('password')]
  if (username !== undefined && password !== undefined) return plainClient(username, password)
  const reason = 'PLAIN: authorization ID and password must be specified'
  return noClient('PLAIN', new ClientError('javax.security.sasl.SaslException', reason))
}

function noClient(mechanism: string, cause?: unknown): never {
  const failure = (message: string, reason?: unknown) =>
    new AuthenticationError('SaslAuthenticationException', message, reason)
  const inner = failure(`Failed to create SaslClient with mechanism ${mechanism}`, cause)
  throw wrappedException(failure('Failed to configure SaslClientAuthenticator', inner))
}

function scramLogin(mechanism: ScramMechanism, { options }: LoginModule, random: Random): Login {
  const [username, password] = [options.get('username'), options.get('password')]
  const isToken = options.get('tokenauth')?.toLowerCase() === 'true'
  const extensions = new Map(isToken ? [['tokenauth', 'true']] : [])
  return {
    async newClient() {
      if (username === undefined || password === undefined) return nameless
      const nonce = random.bytes(18).toString('base64url')
      return scramClient({ mechanism, username, password, nonce, extensions })
    },
  }
}

/** Java would ask at the terminal, which Kafka does not let it. */
const nameless: SaslClient = {
  begin() {
    throw new SaslError(
      'User name could not be obtained [Caused by javax.security.auth.callback.UnsupportedCallbackException: Could not login: the client is being asked for a password, but the Kafka client code does not currently support obtaining a password from the user.]',
    )
  },
  answer: () => undefined,
}

function kerberosRefusal({ kerberosServiceName }: SaslConfig, modules: readonly LoginModule[]): ClientError {
  const serviceName = modules.map(({ options }) => options.get('serviceName')).find((name) => name !== undefined)
  if (serviceName === undefined && kerberosServiceName === undefined) {
    return illegalArgument('No serviceName defined in either JAAS or Kafka config')
  }
  return loginException(
    'GSSAPI (Kerberos) is not available here: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 and OAUTHBEARER are',
  )
}
