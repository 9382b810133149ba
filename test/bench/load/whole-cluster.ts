import { setTimeout as pause } from 'node:timers/promises'
import { ElectLeaders } from '../../../src/wire/kafka/elect-leaders.ts'
import { LoadConnection } from './connection.ts'
import type { Figures } from './modes.ts'
import type { LoadOptions } from './options.ts'
import { awaitLeaders, clusterMetadata, controllerConnection, createTopic, type Target } from './topics.ts'

const limitMs = 90_000
const preferred = 0
const perTopic = 100

/** So many partitions in all, in topics of a hundred; milliseconds until all have leaders and followers in sync. */
export async function makeTopics(options: LoadOptions): Promise<Figures> {
  const partitions = options.number('partitions', 1000)
  const replicationFactor = options.number('rf', 3)
  const connection = await controllerConnection(options.target)
  const begun = performance.now()
  const names: string[] = []
  for (let left = partitions; left > 0; left -= perTopic) {
    const name = `${options.text('tag', 'many')}-${names.length}`
    names.push(name)
    await createTopic(connection, { name, partitions: Math.min(left, perTopic), replicationFactor })
  }
  await awaitLeaders(connection, names, replicationFactor)
  return { readyMs: performance.now() - begun }
}

/**
 * Waits until every partition of the cluster has a leader and all its followers, has the preferred ones elected, and
 * waits until they lead. `since` is when the harness began to start the brokers (Unix milliseconds).
 */
export async function allLead(options: LoadOptions): Promise<Figures> {
  const since = options.number('since', Date.now())
  await settled(options.target, options.number('partitions', 1000), (partition) => partition.leaderId >= 0)
  const leadersMs = Date.now() - since
  await settled(
    options.target,
    options.number('partitions', 1000),
    ({ replicaNodes, isrNodes }) => isrNodes.length === replicaNodes.length,
  )
  const inSyncMs = Date.now() - since
  await electPreferred(options.target)
  await settled(
    options.target,
    options.number('partitions', 1000),
    ({ leaderId, replicaNodes }) => leaderId === replicaNodes[0],
  )
  return { leadersMs, inSyncMs, balancedMs: Date.now() - since }
}

interface Partition {
  readonly leaderId: number
  readonly replicaNodes: readonly number[]
  readonly isrNodes: readonly number[]
}

/** Polls broker 0, which may not be up yet, until all partitions are as they should be. */
async function settled(target: Target, count: number, holds: (partition: Partition) => boolean): Promise<void> {
  for (const end = Date.now() + limitMs; Date.now() < end; await pause(20)) {
    const partitions = await allPartitions(target).catch(() => [])
    if (partitions.length >= count && partitions.every(holds)) return
  }
  throw new Error('the cluster does not settle')
}

async function allPartitions(target: Target): Promise<Partition[]> {
  const connection = await LoadConnection.open(target.host, target.port)
  try {
    const { topics } = await clusterMetadata(connection, null)
    return topics.flatMap(({ partitions }) => partitions)
  } finally {
    connection.close()
  }
}

async function electPreferred(target: Target): Promise<void> {
  const controller = await controllerConnection(target)
  const body = { electionType: preferred, topicPartitions: null, timeoutMs: 60_000 }
  const { errorCode } = await controller.call(ElectLeaders, 1, body)
  controller.close()
  if (errorCode !== 0) throw new Error(`elect leaders: ${errorCode}`)
}
