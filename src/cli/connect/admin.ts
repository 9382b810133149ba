import { Cluster } from '../../client/cluster.ts'
import { adminConfig, type ClientConfig } from '../../client/config.ts'
import { configError, kafkaException } from '../../client/errors.ts'
import { refuseClasses } from '../../client/properties-without-effect.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { clientIo } from './client-io.ts'
import { readCommandConfig } from './command-config.ts'

export interface ToolSettings {
  /** Settings that win over those in the file. */
  readonly fixed?: Readonly<Record<string, string>>
  /** Settings that count where the file says nothing. */
  readonly fallback?: Readonly<Record<string, string>>
}

/**
 * The cluster behind `--bootstrap-server`, with the settings of `--command-config` and the tool's own.
 * @throws JavaException when the file can't be read, ClientError on settings that make no client
 */
export async function openCluster(
  context: CommandContext,
  bootstrapServers: string,
  commandConfig: string | undefined,
  { fixed = {}, fallback = {} }: ToolSettings = {},
): Promise<Cluster> {
  const own = { ...fixed, 'bootstrap.servers': bootstrapServers }
  const given = readCommandConfig(context, commandConfig)
  const properties = new Map([...Object.entries(fallback), ...given, ...Object.entries(own)])
  const config = withConsistentTimeouts(context, adminConfig(properties), properties)
  const io = await clientIo(context)
  try {
    if (config.bootstrapServers.length === 0) {
      throw configError('You must set either bootstrap.servers or bootstrap.controllers')
    }
    if (properties.get('bootstrap.controllers')?.trim()) {
      throw configError('You cannot set both bootstrap.servers and bootstrap.controllers')
    }
    refuseClasses(properties, ['metric.reporters'])
    return await Cluster.open(config, io)
  } catch (error) {
    throw kafkaException('Failed to create new KafkaAdminClient', error)
  }
}

/** A call takes no less time than a request: a default yields to the request's time, a setting of one's own may not. */
function withConsistentTimeouts(
  { logger }: CommandContext,
  config: ClientConfig,
  properties: ReadonlyMap<string, string>,
): ClientConfig {
  if (config.apiTimeoutMs >= config.requestTimeoutMs) return config
  if (properties.has('default.api.timeout.ms')) {
    const cause =
      'The specified value of default.api.timeout.ms must be no smaller than the value of request.timeout.ms.'
    throw kafkaException('Failed to create new KafkaAdminClient', configError(cause))
  }
  // Kafka's own message tells a number that it has not read yet.
  logger
    .named('org.apache.kafka.clients.admin.KafkaAdminClient')
    .warn(
      `${config.logPrefix}Overriding the default value for default.api.timeout.ms (0) with the explicitly configured request timeout ${config.requestTimeoutMs}`,
    )
  return { ...config, apiTimeoutMs: config.requestTimeoutMs }
}
