import { illegalArgument } from '../../client/errors.ts'
import { readCommandConfig } from '../connect/command-config.ts'
import { isSaslEnabled, loginFile } from '../connect/zookeeper-sasl.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { systemProperties } from '../kit/java-options.ts'
import { zooKeeperNames } from '../kit/kafka-tls-properties.ts'
import { printLine } from '../kit/output.ts'
import { kafkaSecurity, type ZooKeeperSecurity } from '../kit/zookeeper-security.ts'

/** How to be somebody for ZooKeeper: by the login of a JAAS file, or by a certificate. Throws when it is neither. */
export async function provenIdentity(context: CommandContext, tlsFile: string | undefined): Promise<ZooKeeperSecurity> {
  const settings = readCommandConfig(context, tlsFile)
  const system = systemProperties(context.env, ['KAFKA_OPTS'])
  const jaasFile = system.get(loginFile)
  if (!hasCertificate(new Map([...system, ...zooKeeperNames(settings)]))) {
    if (jaasFile === undefined) {
      printLine(context.stderr, `ERROR: ${noIdentity}`)
      throw illegalArgument('Incorrect configuration')
    }
    if (!(await isSaslEnabled(context))) {
      printLine(context.stdout, `ERROR: Security isn't enabled, most likely the file isn't set properly: ${jaasFile}`)
      throw illegalArgument('Incorrect configuration')
    }
  }
  return kafkaSecurity(context, settings)
}

const noIdentity = `No JAAS configuration file has been specified and no TLS client certificate has been specified. Please make sure that you set the system property ${loginFile} or provide a ZooKeeper client TLS configuration via --zk-tls-config-file <filename> identifying at least zookeeper.ssl.client.enable, zookeeper.clientCnxnSocket, and zookeeper.ssl.keystore.location`

function hasCertificate(properties: ReadonlyMap<string, string>): boolean {
  const isSecure = properties.get('zookeeper.client.secure')?.trim().toLowerCase() === 'true'
  return isSecure && properties.has('zookeeper.clientCnxnSocket') && properties.has('zookeeper.ssl.keyStore.location')
}
