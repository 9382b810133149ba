import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type LoginModule, parseJaas } from '../../base/jaas.ts'
import type { Random } from '../../base/random.ts'
import type { Transport } from '../../net/transport.ts'
import { type ClientTlsConfig, factoryFault } from '../../zookeeper/config/client-tls.ts'
import type { ZooKeeperConfig } from '../../zookeeper/config/config.ts'
import type { SaslLogin } from '../../zookeeper/server/sasl.ts'
import type { CommandContext } from '../kit/command-context.ts'

interface Clients {
  readonly login?: SaslLogin
  readonly clientTransport?: Transport
  readonly secureTransport?: Transport
}

/** How clients come in and prove who they are, with all files read that settings name. Rejects with a KeyStoreError or JaasError. */
export async function clientSide(context: CommandContext, config: ZooKeeperConfig): Promise<Clients> {
  return { ...saslLogin(context, config), ...(await tls(context, config.clientTls)) }
}

async function tls(context: CommandContext, config: ClientTlsConfig | undefined): Promise<Clients> {
  if (config === undefined) return {}
  const fault = factoryFault(config)
  if (fault !== undefined) throw new Error(fault)
  const { readTlsSettings } = await import('../../net/tls/tls-settings.ts')
  const settings = readTlsSettings({
    properties: config.properties,
    prefix: 'ssl.',
    readFile: (name) => readFileSync(path.resolve(context.cwd, name)),
  })
  const { tlsTransport } = await import('../../net/tls/tls-transport.ts')
  const { unifiedTransport } = await import('../../net/tls/unified-transport.ts')
  return {
    ...(config.unified ? { clientTransport: unifiedTransport(settings) } : {}),
    ...(config.port === undefined ? {} : { secureTransport: tlsTransport(settings) }),
  }
}

const digestLogin = 'org.apache.zookeeper.server.auth.DigestLoginModule'

/** Users are those of the JAAS file's section for the server; without such a section nobody logs in. */
function saslLogin({ cwd, random }: CommandContext, { security }: ZooKeeperConfig): Pick<Clients, 'login'> {
  const { jaasFile, saslSection, saslSuperPassword } = security
  if (jaasFile === undefined) return {}
  const file = path.resolve(cwd, jaasFile)
  if (!existsSync(file)) {
    throw new Error(`No JAAS configuration section named '${saslSection}' was found in '${jaasFile}'.`)
  }
  const modules = parseJaas(readFileSync(file, 'utf8')).get(saslSection)
  if (modules === undefined) return {}
  const users = new Map(modules.flatMap(usersOf))
  if (saslSuperPassword !== undefined && users.has('super')) users.set('super', saslSuperPassword)
  return { login: { users, newNonce: () => newNonce(random) } }
}

function usersOf({ name, options }: LoginModule): (readonly [user: string, password: string])[] {
  if (name !== digestLogin) throw new Error(`${name}: no such login module here; ${digestLogin} is the one there is`)
  return [...options].flatMap(([key, value]) => (key.startsWith('user_') ? [[key.slice('user_'.length), value]] : []))
}

function newNonce(random: Random): string {
  return random.bytes(30).toString('base64')
}
