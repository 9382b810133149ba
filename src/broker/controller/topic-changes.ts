import { paths } from '../znodes/paths.ts'
import type { TopicAssignment } from '../znodes/topic-assignment.ts'
import type { ControlledPartition, ControlledTopic } from './model.ts'
import type { Tenure } from './tenure.ts'

/** What the controller has to watch; each watch fires once and is set again by the next read. */
export interface TopicWatches {
  topics(): void
  topic(name: string): () => void
  deletions(): void
}

/** Reads which topics there are: new ones get their partitions, vanished ones are forgotten. */
export async function topicsChanged(tenure: Tenure, watches: TopicWatches, newTopicId: () => string): Promise<void> {
  const { model, store } = tenure
  const names = await store.children(paths.topics, watches.topics)
  const present = new Set(names)
  for (const known of [...model.topics.keys()]) if (!present.has(known)) model.topics.delete(known)
  const added = await readTopics(
    tenure,
    names.filter((name) => !model.topics.has(name)),
    watches,
    newTopicId,
  )
  await startPartitions(
    tenure,
    added.flatMap((topic) => [...topic.partitions.values()]),
  )
}

/** Reads topics into the model; those that brokers before 2.8 made get an id. */
export async function readTopics(
  tenure: Tenure,
  names: readonly string[],
  watches: TopicWatches,
  newTopicId: () => string,
): Promise<ControlledTopic[]> {
  const assignments = await Promise.all(names.map((name) => tenure.store.readTopic(name, watches.topic(name))))
  const topics: ControlledTopic[] = []
  for (const [index, name] of names.entries()) {
    const assignment = assignments[index]
    if (assignment !== undefined) topics.push(await addTopic(tenure, name, assignment, newTopicId))
  }
  return topics
}

async function addTopic(
  tenure: Tenure,
  name: string,
  assignment: TopicAssignment,
  newTopicId: () => string,
): Promise<ControlledTopic> {
  const topicId = assignment.topicId ?? newTopicId()
  if (assignment.topicId === undefined) await tenure.store.writeTopic(name, { ...assignment, topicId })
  const topic = tenure.model.addTopic(name, topicId)
  for (const [partition, replicas] of assignment.partitions) tenure.model.addPartition(topic, partition, replicas)
  return topic
}

/** New partitions come into being: their replicas are new, the first live one leads. */
export async function startPartitions(tenure: Tenure, partitions: readonly ControlledPartition[]): Promise<void> {
  for (const partition of partitions) {
    partition.phase = 'New'
    tenure.moveReplicas(partition, partition.assignment.replicas, 'New')
  }
  await tenure.bringOnline(partitions, 'offline')
  for (const partition of partitions) tenure.moveReplicas(partition, partition.assignment.replicas, 'Online')
  tenure.batch.send()
}

/** A topic's node was written: it may have more partitions now. */
export async function topicChanged(tenure: Tenure, name: string, watches: TopicWatches): Promise<void> {
  const { model, store } = tenure
  const topic = model.topics.get(name)
  const assignment = await store.readTopic(name, topic === undefined ? undefined : watches.topic(name))
  if (topic === undefined || assignment === undefined || model.isQueuedForDeletion(name)) return
  const added = [...assignment.partitions]
    .filter(([partition]) => !topic.partitions.has(partition))
    .map(([partition, replicas]) => model.addPartition(topic, partition, replicas))
  if (added.length > 0) await startPartitions(tenure, added)
}
