import { paths } from '../znodes/paths.ts'
import type { TopicAssignment } from '../znodes/topic-assignment.ts'
import type { ControlledPartition, ControlledTopic } from './model.ts'
import type { Office } from './office.ts'
import { moveReplicas, replicasOf } from './replica-machine.ts'
import type { Tenure } from './tenure.ts'

/** Reads which topics there are: new ones get their partitions, vanished ones are forgotten. */
export async function topicsChanged(office: Office): Promise<void> {
  const { model, store } = office.tenure
  const names = await store.children(paths.topics, office.watches.topics)
  const present = new Set(names)
  for (const known of [...model.topics.keys()]) if (!present.has(known)) model.removeTopic(known)
  const added = await readTopics(
    office,
    names.filter((name) => !model.topics.has(name)),
  )
  await startPartitions(
    office.tenure,
    added.flatMap((topic) => [...topic.partitions.values()]),
  )
}

/** Reads topics into the model; those that brokers before 2.8 made get an id. */
export async function readTopics(office: Office, names: readonly string[]): Promise<ControlledTopic[]> {
  const { tenure, watches } = office
  const sorted = [...names].sort()
  const assignments = await Promise.all(sorted.map((name) => tenure.store.readTopic(name, watches.topic(name))))
  const topics: ControlledTopic[] = []
  for (const [index, name] of sorted.entries()) {
    const assignment = assignments[index]
    if (assignment !== undefined) topics.push(await addTopic(office, name, assignment))
  }
  return topics
}

async function addTopic({ tenure, newTopicId }: Office, name: string, assignment: TopicAssignment) {
  const topicId = assignment.topicId ?? newTopicId()
  if (assignment.topicId === undefined) await tenure.store.writeTopic(name, { ...assignment, topicId })
  const topic = tenure.model.addTopic(name, topicId)
  for (const [partition, replicas] of assignment.partitions) tenure.model.addPartition(topic, partition, replicas)
  return topic
}

/** New partitions come into being: their replicas are new, the first live one leads. */
async function startPartitions(tenure: Tenure, partitions: readonly ControlledPartition[]): Promise<void> {
  if (partitions.length === 0) return
  for (const partition of partitions) tenure.model.setPhase(partition, 'New')
  const replicas = replicasOf(partitions)
  moveReplicas(replicas, 'New')
  await tenure.bringOnline(partitions, 'offline')
  tenure.bringReplicasOnline(replicas)
  tenure.batch.send()
}

/** A topic's node was written: it may have more partitions now. */
export async function topicChanged(office: Office, name: string): Promise<void> {
  const { tenure, watches } = office
  const topic = tenure.model.topics.get(name)
  if (topic === undefined) return
  const found = await tenure.store.readTopic(name, watches.topic(name))
  if (found === undefined) return
  const added = [...found.partitions].filter(([partition]) => !topic.partitions.has(partition))
  if (added.length === 0) return
  if (tenure.model.isQueuedForDeletion(name)) return withdraw(tenure, topic, added.length)
  await startPartitions(
    tenure,
    added.map(([partition, replicas]) => tenure.model.addPartition(topic, partition, replicas)),
  )
}

/** A topic that is being deleted gets no more partitions. */
async function withdraw({ store, logger }: Tenure, topic: ControlledTopic, count: number): Promise<void> {
  logger.warn(`Skipping adding ${count} partitions for topic ${topic.name} since it is currently being deleted`)
  await store.writeTopic(topic.name, assignmentOf(topic))
}

/** What the topic's node holds when the model is right. */
export function assignmentOf(topic: ControlledTopic): TopicAssignment {
  const partitions = [...topic.partitions].map(([index, { assignment }]) => [index, assignment] as const)
  return { topicId: topic.id, partitions: new Map(partitions) }
}
