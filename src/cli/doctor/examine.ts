import type { BrokerConfig } from '../../broker/configs/broker-config.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { kafkaSecurity } from '../kit/zookeeper-security.ts'
import { kafkaToolSecurity } from '../zookeeper-shell/tls-file.ts'
import { examineBrokers } from './brokers.ts'
import { type Finding, failed, fault, fine } from './finding.ts'
import { examineLogFolders } from './log-folders.ts'
import { examineNode, examineOpenFiles } from './machine.ts'
import { examinePartitions } from './partitions.ts'
import { examineId } from './registration.ts'
import { examineServerFile, type ServerFile } from './server-file.ts'
import { examineServer, type Reached } from './servers.ts'
import { examineZooKeeper } from './zookeeper.ts'
import type { ZooKeeperExamined, ZooKeeperView } from './zookeeper-contents.ts'

/** What is to be looked at; undefined is left out. */
export interface Patient {
  readonly servers: string | undefined
  readonly commandConfig: string | undefined
  readonly zookeeper: string | undefined
  /** A file with what TLS with ZooKeeper needs, where the broker's configuration does not say it. */
  readonly zookeeperTls: string | undefined
  /** A broker's configuration file. */
  readonly file: string | undefined
}

/** All that was found, faults and what is well. */
export async function examine(context: CommandContext, patient: Patient): Promise<Finding[]> {
  const file = patient.file === undefined ? undefined : await examineServerFile(context, patient.file)
  const zookeeper = await zooKeeperOf(context, patient, file)
  const bootstrap = patient.servers?.split(',').map((server) => server.trim()) ?? []
  const kafka = await examineKafka(context, bootstrap, patient.commandConfig, zookeeper?.view)
  return [
    examineNode(process.versions.node),
    ...(file?.findings ?? []),
    ...(file?.config === undefined ? [] : brokerHere(file.config, zookeeper?.view)),
    ...(zookeeper?.findings ?? []),
    ...kafka,
  ]
}

/** What the broker of the file would meet on this machine and in its cluster. */
function brokerHere(config: BrokerConfig, view: ZooKeeperView | undefined): Finding[] {
  const id = view && examineId(config, view.brokers)
  return [...examineOpenFiles(), ...examineLogFolders(config, view?.clusterId), ...(id ? [id] : [])]
}

async function zooKeeperOf(
  context: CommandContext,
  { zookeeper, zookeeperTls }: Patient,
  file: ServerFile | undefined,
): Promise<ZooKeeperExamined | undefined> {
  const connect = zookeeper ?? file?.config?.get('zookeeper.connect') ?? undefined
  if (connect === undefined) return undefined
  try {
    const security = await (zookeeperTls === undefined
      ? kafkaSecurity(context, file?.properties ?? new Map())
      : kafkaToolSecurity(context, zookeeperTls))
    return await examineZooKeeper(context, { connect, security })
  } catch (error) {
    const advice = 'mend the zookeeper.ssl settings: with them nobody can speak to it'
    return { findings: [failed(`ZooKeeper ${connect}`, error, undefined, advice)], view: undefined }
  }
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
    return await examinePartitions(
      cluster,
      description.brokers.map(({ id }) => id),
    )
  } catch (error) {
    const advice =
      error instanceof KafkaError ? 'give the user of --command-config the right to describe topics' : 'try again'
    return [failed('partitions', error, undefined, advice)]
  }
}
