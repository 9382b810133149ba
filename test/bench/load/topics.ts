import { setTimeout as pause } from 'node:timers/promises'
import { zeroUuid } from '../../../src/base/uuid.ts'
import { CreateTopics } from '../../../src/wire/kafka/create-topics.ts'
import { DeleteTopics } from '../../../src/wire/kafka/delete-topics.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { LoadConnection } from './connection.ts'

const topicAlreadyExists = 36

export interface Target {
  host: string
  port: number
}

/** A leader and the partitions of the topic that it leads. */
export interface LeaderOf extends Target {
  partitions: number[]
}

export function clusterMetadata(connection: LoadConnection, topics: readonly string[] | null) {
  return connection.call(Metadata, 4, {
    topics: topics?.map((name) => ({ name, topicId: zeroUuid })) ?? null,
    allowAutoTopicCreation: false,
  })
}

export async function controllerConnection({ host, port }: Target): Promise<LoadConnection> {
  const connection = await LoadConnection.open(host, port)
  const { brokers, controllerId } = await clusterMetadata(connection, [])
  const controller = brokers.find(({ nodeId }) => nodeId === controllerId)
  if (!controller || (controller.host === host && controller.port === port)) return connection
  connection.close()
  return LoadConnection.open(controller.host, controller.port)
}

export interface NewTopic {
  name: string
  partitions: number
  replicationFactor: number
}

/** A topic whose replicas have their places, the preferred leader's first. */
export interface PlacedTopic {
  name: string
  replicas: number[][]
}

/** Creates the topic; one that is there already is fine. */
export async function createTopic(connection: LoadConnection, topic: NewTopic | PlacedTopic): Promise<void> {
  const placed = 'replicas' in topic
  const { topics } = await connection.call(CreateTopics, 3, {
    topics: [
      {
        name: topic.name,
        numPartitions: placed ? -1 : topic.partitions,
        replicationFactor: placed ? -1 : topic.replicationFactor,
        assignments: placed ? topic.replicas.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })) : [],
        configs: [],
      },
    ],
    timeoutMs: 30_000,
    validateOnly: false,
  })
  for (const { errorCode, errorMessage, name } of topics) {
    if (errorCode !== 0 && errorCode !== topicAlreadyExists) throw new Error(`${name}: ${errorCode} ${errorMessage}`)
  }
}

export async function deleteTopics(connection: LoadConnection, topicNames: string[]): Promise<void> {
  await connection.call(DeleteTopics, 3, { topicNames, timeoutMs: 30_000 })
}

/** Asks until every partition of the topics has a leader and that many in-sync replicas. */
export async function awaitLeaders(connection: LoadConnection, names: readonly string[], isr = 1) {
  const end = Date.now() + 120_000
  for (;;) {
    const answer = await clusterMetadata(connection, names)
    const ready = answer.topics.every(
      ({ errorCode, partitions }) =>
        errorCode === 0 &&
        partitions.length > 0 &&
        partitions.every((partition) => partition.errorCode === 0 && partition.isrNodes.length >= isr),
    )
    if (ready) return answer
    if (Date.now() > end) throw new Error(`no leaders for ${names.slice(0, 3)}`)
    await pause(5)
  }
}

/** Creates the topic where it is missing, waits for its leaders and tells them. */
export async function leadersOf(target: Target, topic?: NewTopic, name = topic?.name ?? ''): Promise<LeaderOf[]> {
  if (topic) {
    const controller = await controllerConnection(target)
    await createTopic(controller, topic)
    controller.close()
  }
  const connection = await LoadConnection.open(target.host, target.port)
  const { brokers, topics } = await awaitLeaders(connection, [name], topic?.replicationFactor)
  connection.close()
  return brokers
    .map(({ nodeId, host, port }) => {
      const led = topics.flatMap(({ partitions }) => partitions.filter(({ leaderId }) => leaderId === nodeId))
      return { host, port, partitions: led.map(({ partitionIndex }) => partitionIndex).sort((a, b) => a - b) }
    })
    .filter(({ partitions }) => partitions.length > 0)
}
