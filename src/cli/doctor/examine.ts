import { KafkaError } from '../../wire/kafka/errors.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { examineBrokers } from './brokers.ts'
import { type Finding, failed, fault, fine } from './finding.ts'
import { examineNode } from './machine.ts'
import { examinePartitions } from './partitions.ts'
import { examineServerFile } from './server-file.ts'
import { examineServer, type Reached } from './servers.ts'
import { examineZooKeeper, type ZooKeeperView } from './zookeeper.ts'

/** What is to be looked at; undefined is left out. */
export interface Patient {
  readonly servers: string | undefined
  readonly commandConfig: string | undefined
  readonly zookeeper: string | undefined
  /** A broker's configuration file. */
  readonly file: string | undefined
}

/** All that was found, faults and what is well. */
export async function examine(context: CommandContext, patient: Patient): Promise<Finding[]> {
  const file = patient.file === undefined ? undefined : await examineServerFile(context, patient.file)
  const connect = patient.zookeeper ?? file?.config?.get('zookeeper.connect') ?? undefined
  const zookeeper = connect === undefined ? undefined : await examineZooKeeper(context, connect)
  const bootstrap = patient.servers?.split(',').map((server) => server.trim()) ?? []
  const kafka = await examineKafka(context, bootstrap, patient.commandConfig, zookeeper?.view)
  return [examineNode(process.versions.node), ...(file?.findings ?? []), ...(zookeeper?.findings ?? []), ...kafka]
}

async function examineKafka(
  context: CommandContext,
  bootstrap: readonly string[],
  commandConfig: string | undefined,
  zookeeper: ZooKeeperView | undefined,
): Promise<Finding[]> {
  const asked = await Promise.all(
    bootstrap.map((server) => examineServer(context, `bootstrap server ${server}`, server, commandConfig)),
  )
  const clusters = asked.flatMap(({ reached }) => reached ?? [])
  try {
    const findings = asked.map(({ finding }) => finding)
    const [reached] = clusters
    if (reached === undefined) return findings
    return [
      ...findings,
      ...oneCluster(clusters, zookeeper),
      ...(await examineBrokers(context, reached.description, { bootstrap, commandConfig })),
      ...(await partitionsOf(reached)),
    ]
  } finally {
    for (const { cluster } of clusters) cluster.close()
  }
}

/** All servers that were named, and ZooKeeper, have to be of the same cluster. */
function oneCluster(clusters: readonly Reached[], zookeeper: ZooKeeperView | undefined): Finding[] {
  const ids = [...new Set(clusters.map(({ description }) => description.clusterId ?? 'unknown'))]
  const advice = 'name servers of one cluster only'
  if (ids.length > 1)
    return [fault('cluster', `the servers belong to ${ids.length} clusters: ${ids.join(', ')}`, advice)]
  const [id = ''] = ids
  if (zookeeper?.clusterId !== undefined && zookeeper.clusterId !== id) {
    const sentence = `the brokers are of the cluster ${id}, ZooKeeper of the cluster ${zookeeper.clusterId}`
    return [fault('cluster', sentence, 'look at zookeeper.connect of the brokers, and at the path at its end')]
  }
  return [fine('cluster', `its id is ${id}`)]
}

async function partitionsOf({ cluster, description }: Reached): Promise<Finding[]> {
  try {
    return await examinePartitions(cluster, description.brokers.length)
  } catch (error) {
    const advice =
      error instanceof KafkaError ? 'give the user of --command-config the right to describe topics' : 'try again'
    return [failed('partitions', error, undefined, advice)]
  }
}
