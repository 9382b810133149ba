import { Cluster } from '../../client/cluster.ts'
import { adminConfig } from '../../client/config.ts'
import { kafkaException } from '../../client/errors.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { readCommandConfig } from './command-config.ts'

/**
 * The cluster behind `--bootstrap-server`, with the settings of `--command-config`; a given client id wins over theirs.
 * @throws JavaException when the file can't be read, ClientError on settings that make no client
 */
export async function openCluster(
  context: CommandContext,
  bootstrapServers: string,
  commandConfig: string | undefined,
  clientId?: string,
): Promise<Cluster> {
  const properties = readCommandConfig(context, commandConfig)
  if (clientId !== undefined) properties.set('client.id', clientId)
  properties.set('bootstrap.servers', bootstrapServers)
  const config = adminConfig(properties)
  const { clock, random, logger } = context
  const transport = await context.transport()
  try {
    return await Cluster.open(config, { clock, random, logger, transport })
  } catch (error) {
    throw kafkaException('Failed to create new KafkaAdminClient', error)
  }
}
