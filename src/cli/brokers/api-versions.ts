import type { ApiVersionRange } from '../../client/broker-connection.ts'
import { Cluster } from '../../client/cluster.ts'
import { clientConfig } from '../../client/config.ts'
import { ClientError, isRetriable, javaText } from '../../client/errors.ts'
import type { NodeDescription } from '../../client/node.ts'
import { clientIo } from '../connect/client-io.ts'
import { readCommandConfig } from '../connect/command-config.ts'
import { uncaught } from '../connect/uncaught.ts'
import { apiUses, formatApiVersions } from '../format/api-versions.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { brokerVersions } from './results.ts'

/**
 * Prints what each broker of the cluster speaks.
 * @throws JavaException for what Kafka's tool lets escape
 */
export async function printApiVersions(context: CommandContext, servers: string, configFile?: string): Promise<void> {
  const cluster = await openLegacyClient(context, servers, configFile)
  try {
    await findBrokers(cluster)
    const brokers = [...cluster.metadata.brokers.values()].sort((a, b) => a.id - b.id)
    for (const broker of brokers) tell(context, broker, await askVersions(cluster, broker))
  } catch (error) {
    throw uncaught(error)
  } finally {
    cluster.close()
  }
}

async function openLegacyClient(context: CommandContext, servers: string, configFile?: string): Promise<Cluster> {
  const properties = readCommandConfig(context, configFile).set('bootstrap.servers', servers)
  try {
    const config = clientConfig(properties, {
      clientId: 'admin-1',
      describe: (clientId) => `LegacyAdminClient clientId=${clientId}`,
      maxIdleMs: 300_000,
      warnsOfMetadata: true,
    })
    return await Cluster.open(config, await clientIo(context))
  } catch (error) {
    // This client makes its network client by itself, so what comes in the way is not wrapped in the failure to make one.
    throw uncaught(error instanceof ClientError && error.cause !== undefined ? error.cause : error)
  }
}

/** Each bootstrap server has one chance. */
async function findBrokers(cluster: Cluster): Promise<void> {
  const patience = { deadline: cluster.deadline(), call: 'METADATA' }
  if ((await cluster.tryConnect('any', patience)) === undefined) {
    const nodes = cluster.config.bootstrapServers.map((server, index) => `${server} (id: ${-1 - index} rack: null)`)
    throw new JavaException(
      'java.lang.RuntimeException',
      `Request METADATA failed on brokers List(${nodes.join(', ')})`,
    )
  }
  await cluster.refreshMetadata([], patience)
}

/** What the broker has, or in words why it can't be had. */
async function askVersions(cluster: Cluster, { id }: NodeDescription): Promise<readonly ApiVersionRange[] | string> {
  try {
    const patience = { deadline: cluster.deadline(cluster.config.requestTimeoutMs), call: 'API_VERSIONS' }
    return (await cluster.connect(id, patience)).apiVersions
  } catch (error) {
    if (!isRetriable(error)) throw error
    return javaText(error)
  }
}

function tell({ report }: CommandContext, broker: NodeDescription, answer: readonly ApiVersionRange[] | string): void {
  const { id, host, port, rack } = broker
  const isError = typeof answer === 'string'
  const apis = isError ? [] : apiUses(answer)
  const value = { broker: { id, host, port, rack }, apis: isError ? null : apis, error: isError ? answer : null }
  report.results(brokerVersions, [value], () => {
    const text = isError ? `ERROR: ${answer}` : formatApiVersions(apis)
    return `${host}:${port} (id: ${id} rack: ${rack}) -> ${text}\n`
  })
}
