import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { encodeFeature } from '../znodes/feature.ts'
import { paths } from '../znodes/paths.ts'
import { admit, readBrokers } from './broker-changes.ts'
import type { Office } from './office.ts'
import { startupPhase } from './partition-machine.ts'
import { preferredElectionsFromZookeeper } from './replica-elections.ts'
import { replicasOf, startupReplicaPhase } from './replica-machine.ts'
import type { Tenure } from './tenure.ts'
import { readTopics } from './topic-changes.ts'

/** Everything that a new controller does before it handles its first event. */
export async function takeOver(office: Office): Promise<void> {
  const { tenure, deletion, reassignments } = office
  const deletions = await readCluster(office)
  announceBrokers(tenure)
  await startReplicas(tenure)
  await startPartitions(tenure)
  const fromZookeeper = await reassignments.fromZookeeper()
  await reassignments.resume((_, partition) => !fromZookeeper.has(partition))
  await dropDeletions(office, deletions)
  await deletion.resume()
  await preferredElectionsFromZookeeper(office)
}

/** Watches first, so that nothing is missed, then everything is read. Returns the topics that are to be deleted. */
async function readCluster(office: Office): Promise<string[]> {
  const { tenure, watches, deletion, config } = office
  const { store } = tenure
  const [brokers, topics, deletions] = await Promise.all([
    readBrokers(office),
    store.children(paths.topics, watches.topics),
    store.children(paths.deleteTopics, watches.deletions),
    store.clear(paths.logDirEvents),
    store.clear(paths.isrChanges),
    store.children(paths.logDirEvents, watches.logDirEvents),
    store.children(paths.isrChanges, watches.isrChanges),
    setUpFeatures(store.zookeeper),
  ])
  for (const broker of brokers) admit(broker, office)
  await readTopics(office, topics)
  await Promise.all([...tenure.model.partitions()].map((partition) => tenure.refresh(partition)))
  if (config.get('delete.topic.enable')) deletion.adopt(deletions)
  return deletions
}

async function setUpFeatures(zookeeper: ZooKeeperClient): Promise<void> {
  if ((await zookeeper.exists(paths.feature)) !== undefined) return
  try {
    await zookeeper.create(paths.feature, encodeFeature())
  } catch (error) {
    if (!isZooKeeperError(error, 'nodeExists')) throw error
  }
}

function announceBrokers({ model, batch }: Tenure): void {
  batch.updateMetadata(model.brokers.keys(), [])
  batch.send()
}

/** Replicas of live brokers hear of their partitions, the others leave the ISRs. */
async function startReplicas(tenure: Tenure): Promise<void> {
  const { model, batch } = tenure
  const replicas = replicasOf(model.partitions())
  for (const replica of replicas) {
    replica.partition.replicaPhases.set(replica.broker, startupReplicaPhase(model, replica))
  }
  const isOnline = ({ broker, partition }: (typeof replicas)[number]) => model.isReplicaOnline(broker, partition)
  tenure.bringReplicasOnline(replicas.filter(isOnline))
  batch.send()
  await tenure.takeReplicasOffline(replicas.filter((replica) => !isOnline(replica)))
  batch.send()
}

async function startPartitions(tenure: Tenure): Promise<void> {
  const { model } = tenure
  for (const partition of model.partitions()) model.setPhase(partition, startupPhase(model, partition))
  await tenure.electLeaderless()
  tenure.batch.send()
}

/** Wishes to delete what is gone already, or may not be deleted. */
async function dropDeletions({ tenure: { model, store } }: Office, names: readonly string[]): Promise<void> {
  const left = names.filter((name) => !model.topics.has(name)).map((name) => paths.config('topics', name))
  const idle = names.filter((name) => !model.isQueuedForDeletion(name)).map((name) => paths.deleteTopic(name))
  await Promise.all([...left, ...idle].map((path) => store.remove(path)))
}
