import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { encodeFeature } from '../znodes/feature.ts'
import { paths } from '../znodes/paths.ts'
import { admit, electOffline, readBrokers, type Surroundings } from './broker-changes.ts'
import { startupPhase } from './partition-machine.ts'
import { startupReplicaPhase } from './replica-machine.ts'
import type { Tenure } from './tenure.ts'
import { readTopics, type TopicWatches } from './topic-changes.ts'

export interface NotificationWatches {
  isrChanges(): void
  logDirEvents(): void
}

/** Everything that a new controller does before it handles its first event. */
export async function takeOver(
  tenure: Tenure,
  around: Surroundings,
  watches: TopicWatches & NotificationWatches,
  newTopicId: () => string,
): Promise<void> {
  const { store } = tenure
  const [brokers, topics, deletions] = await Promise.all([
    readBrokers(tenure, around.watches),
    store.children(paths.topics, watches.topics),
    store.children(paths.deleteTopics, watches.deletions),
    store.clear(paths.logDirEvents),
    store.clear(paths.isrChanges),
    store.children(paths.isrChanges, watches.isrChanges),
    store.children(paths.logDirEvents, watches.logDirEvents),
    setUpFeatures(store.zookeeper),
  ])
  await readTopics(tenure, topics, watches, newTopicId)
  await Promise.all([...tenure.model.partitions()].map((partition) => tenure.refresh(partition)))
  for (const name of deletions) if (tenure.model.topics.has(name)) tenure.model.toDelete.add(name)
  for (const broker of brokers) admit(tenure, broker, around)
  announceBrokers(tenure)
  startReplicas(tenure)
  await startPartitions(tenure)
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

function startReplicas({ model, batch }: Tenure): void {
  for (const partition of model.partitions()) {
    for (const broker of partition.assignment.replicas) {
      partition.replicaPhases.set(broker, startupReplicaPhase(model, partition, broker))
    }
    const online = partition.assignment.replicas.filter((broker) => model.isReplicaOnline(broker, partition))
    batch.leaderAndIsr(online, partition, false)
  }
  batch.send()
}

async function startPartitions(tenure: Tenure): Promise<void> {
  for (const partition of tenure.model.partitions()) partition.phase = startupPhase(tenure.model, partition)
  await electOffline(tenure)
  tenure.batch.send()
}
