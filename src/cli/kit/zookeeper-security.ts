import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Transport } from '../../net/transport.ts'
import type { SaslLogin } from '../../zookeeper/client/sasl.ts'
import type { CommandContext } from './command-context.ts'
import { JavaException } from './java-exception.ts'
import { systemProperties } from './java-options.ts'
import { zooKeeperNames } from './kafka-tls-properties.ts'

/** What a connection to ZooKeeper is made with beyond the ordinary; nothing for a plain one. */
export interface ZooKeeperSecurity {
  readonly transport?: Transport
  readonly sasl?: SaslLogin
}

/**
 * Reads the properties of ZooKeeper's own client (`zookeeper.client.secure`, `zookeeper.ssl.*`, `zookeeper.sasl.*`) and
 * `java.security.auth.login.config`, with the files that they name.
 * @throws JavaException when TLS is asked for and can't be had
 */
export async function zooKeeperSecurity(
  properties: ReadonlyMap<string, string>,
  cwd: string,
): Promise<ZooKeeperSecurity> {
  const [transport, sasl] = await Promise.all([secureTransport(properties, cwd), saslLogin(properties, cwd)])
  return { ...(transport && { transport }), ...(sasl && { sasl }) }
}

/** For Kafka's servers and tools: what KAFKA_OPTS gives the JVM, and Kafka's own settings in front of it. */
export function kafkaSecurity(
  { env, cwd }: Pick<CommandContext, 'env' | 'cwd'>,
  settings: ReadonlyMap<string, string>,
): Promise<ZooKeeperSecurity> {
  const properties = new Map([...systemProperties(env, ['KAFKA_OPTS']), ...zooKeeperNames(settings)])
  return zooKeeperSecurity(properties, cwd)
}

/** Only with Netty's socket does ZooKeeper's client speak TLS. */
function asksForTls(properties: ReadonlyMap<string, string>): boolean {
  const isSecure = properties.get('zookeeper.client.secure')?.trim().toLowerCase() === 'true'
  return isSecure && properties.get('zookeeper.clientCnxnSocket')?.trim().endsWith('ClientCnxnSocketNetty') === true
}

async function secureTransport(properties: ReadonlyMap<string, string>, cwd: string): Promise<Transport | undefined> {
  if (!asksForTls(properties)) return undefined
  const [{ readTlsSettings }, { tlsTransport }] = await Promise.all([
    import('../../net/tls/tls-settings.ts'),
    import('../../net/tls/tls-transport.ts'),
  ])
  const readFile = (name: string) => readFileSync(path.resolve(cwd, name))
  try {
    return tlsTransport(readTlsSettings({ properties, prefix: 'zookeeper.ssl.', readFile }))
  } catch (error) {
    throw new JavaException(
      'org.apache.zookeeper.common.X509Exception$SSLContextException',
      error instanceof Error ? error.message : String(error),
    )
  }
}

async function saslLogin(properties: ReadonlyMap<string, string>, cwd: string): Promise<SaslLogin | undefined> {
  const file = properties.get('java.security.auth.login.config')
  const section = properties.get('zookeeper.sasl.clientconfig')
  const isOff = properties.has('zookeeper.sasl.client') && properties.get('zookeeper.sasl.client') !== 'true'
  if (isOff || (file === undefined && section === undefined)) return undefined
  const { readLogin } = await import('./jaas-login.ts')
  const service = properties.get('zookeeper.sasl.client.username') ?? 'zookeeper'
  return readLogin({ file, section: section ?? 'Client', service, cwd })
}
