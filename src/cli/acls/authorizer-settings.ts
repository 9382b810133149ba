import { BrokerConfig } from '../../broker/configs/broker-config.ts'
import { ClientError, configError, illegalArgument } from '../../client/errors.ts'
import { readCommandConfig } from '../connect/command-config.ts'
import { parsePrincipal } from '../connect/principal.ts'
import type { ZooKeeperConnection } from '../connect/zookeeper.ts'
import { isSaslEnabled } from '../connect/zookeeper-sasl.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { tlsSettingNames } from '../kit/kafka-tls-properties.ts'
import { kafkaSecurity } from '../kit/zookeeper-security.ts'
import type { AclOptions } from './options.ts'

/** Before the authorizer's own values of settings that brokers have as well. */
const prefix = 'authorizer.'
const ownClass = 'kafka.security.authorizer.AclAuthorizer'

export interface AuthorizerSettings extends ZooKeeperConnection {
  /** `zookeeper.set.acl`. */
  readonly secured: boolean
}

/** What AclAuthorizer makes of `--authorizer-properties` and the TLS file. Throws what it would. */
export async function authorizerSettings(context: CommandContext, options: AclOptions): Promise<AuthorizerSettings> {
  const settings = new Map([
    ['zookeeper.set.acl', String(await isSaslEnabled(context))],
    ...keyValues(options.values('authorizer-properties')),
    ...tlsSettings(context, options.value('zk-tls-config-file')),
  ])
  requireKnownClass(options.value('authorizer') ?? ownClass)
  checkAuthorization(settings)
  const config = brokerConfig(settings)
  const sessionTimeoutMs = integer(settings.get(`${prefix}zookeeper.session.timeout.ms`))
  const connectionTimeoutMs = integer(settings.get(`${prefix}zookeeper.connection.timeout.ms`))
  const ownSession = config.get('zookeeper.session.timeout.ms')
  return {
    server: settings.get(`${prefix}zookeeper.url`) ?? config.get('zookeeper.connect') ?? '',
    sessionTimeoutMs: sessionTimeoutMs ?? ownSession,
    connectionTimeoutMs: connectionTimeoutMs ?? config.get('zookeeper.connection.timeout.ms') ?? ownSession,
    security: await kafkaSecurity(context, withoutPrefix(settings)),
    secured: config.get('zookeeper.set.acl'),
  }
}

function keyValues(texts: readonly string[]): [string, string][] {
  return texts.map((text) => {
    const [, key = text, value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? []
    if (value === '') throw illegalArgument(`Missing value for key ${key}}`)
    return [key, value.trim()]
  })
}

/** Of the file only what is about TLS counts. */
function tlsSettings(context: CommandContext, file: string | undefined): [string, string][] {
  if (file === undefined) return []
  const known = new Set(tlsSettingNames.flatMap((name) => [name, prefix + name]))
  return [...readCommandConfig(context, file)].filter(([name]) => known.has(name))
}

/** Java's classes can't be had here: only the one whose work this program knows. */
function requireKnownClass(name: string): void {
  if (name !== ownClass) throw new JavaException('java.lang.ClassNotFoundException', name)
}

function checkAuthorization(settings: ReadonlyMap<string, string>): void {
  for (const user of (settings.get('super.users') ?? '').split(';')) if (user !== '') parsePrincipal(user)
  const everyone = settings.get('allow.everyone.if.no.acl.found') ?? 'false'
  if (!/^(?:true|false)$/i.test(everyone)) throw illegalArgument(`For input string: "${everyone}"`)
}

/** All of a broker's settings may stand there, and each has to be right. */
function brokerConfig(settings: ReadonlyMap<string, string>): BrokerConfig {
  if (!settings.has('zookeeper.connect')) {
    throw configError('Missing required configuration `zookeeper.connect` which has no default value.')
  }
  try {
    return new BrokerConfig(settings)
  } catch (error) {
    throw configError(error instanceof Error ? error.message : String(error))
  }
}

function integer(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^[-+]?\d+$/.test(text)) return Number(text)
  throw new ClientError('java.lang.NumberFormatException', `For input string: "${text}"`)
}

/** The authorizer's own TLS settings win over the broker's. */
function withoutPrefix(settings: ReadonlyMap<string, string>): Map<string, string> {
  const own = [...settings].filter(([name]) => name.startsWith(prefix))
  return new Map([...settings, ...own.map(([name, value]) => [name.slice(prefix.length), value] as const)])
}
