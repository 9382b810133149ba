import { kafkaException } from '../../client/errors.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { systemProperties } from '../kit/java-options.ts'

export const loginFile = 'java.security.auth.login.config'
const client = 'zookeeper.sasl.client'
const clientSection = 'zookeeper.sasl.clientconfig'

type SecurityContext = Pick<CommandContext, 'env' | 'cwd' | 'logger'>

/**
 * Whether Kafka would log in to ZooKeeper: the JAAS file that KAFKA_OPTS names has a section for it.
 * @throws ClientError (KafkaException) when the file can't be read, and when logging in is switched off in spite of it
 */
export async function isSaslEnabled(context: SecurityContext): Promise<boolean> {
  const properties = systemProperties(context.env, ['KAFKA_OPTS'])
  if (!(await hasClientSection(properties, context.cwd))) return false
  if ((properties.get(client) ?? 'true').toLowerCase() === 'true') return true
  context.logger
    .named('org.apache.kafka.common.security.JaasUtils')
    .error(
      `JAAS configuration is present, but system property ${client} is set to false, which disables SASL in the ZooKeeper client`,
    )
  throw kafkaException(`Exception while determining if ZooKeeper is secure ${loginSettingsText(properties)}`)
}

async function hasClientSection(properties: ReadonlyMap<string, string>, cwd: string): Promise<boolean> {
  const file = properties.get(loginFile)
  if (file === undefined) return false
  const { hasSection } = await import('../kit/jaas-login.ts')
  try {
    return hasSection(file, properties.get(clientSection) ?? 'Client', cwd)
  } catch (error) {
    throw kafkaException(`Exception while loading Zookeeper JAAS login context ${loginSettingsText(properties)}`, error)
  }
}

/** The settings that say how to log in, as Kafka's messages name them. */
function loginSettingsText(properties: ReadonlyMap<string, string>): string {
  const file = properties.get(loginFile) ?? 'null'
  const enabled = properties.get(client) ?? 'default:true'
  const section = properties.get(clientSection) ?? 'default:Client'
  return `[${loginFile}=${file}, ${client}=${enabled}, ${clientSection}=${section}]`
}
