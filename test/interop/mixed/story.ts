import { expect } from 'vitest'
import { buildBatch } from '../../../src/wire/records/builder.ts'
import { AcknowledgedLoad } from '../../kit/acknowledged-load.ts'
import { checkAcknowledged } from '../../kit/acknowledged-records.ts'
import { CommitLoad } from '../../kit/commit-load.ts'
import type { KafkaCluster } from '../../kit/kafka-cluster.ts'
import { checkReplicas } from '../../kit/replicas.ts'
import type { Maker } from '../../kit/servers.ts'
import { reassign } from './reassign.ts'
import { verifyByTool } from './replica-verification.ts'

export const orders = 'orders'
/** Each broker leads one partition. */
const spread = [
  [0, 1, 2],
  [1, 2, 0],
  [2, 0, 1],
]
const settings = { 'min.insync.replicas': '2', 'segment.bytes': '200000' }

/** Enough to keep all replicas busy, little enough to leave a processor to the brokers. */
const perSecond = 2000

/** Starts a load on a topic with three replicas. */
export async function startLoad(cluster: KafkaCluster): Promise<AcknowledgedLoad> {
  await cluster.createTopic(orders, spread, settings)
  return AcknowledgedLoad.start(cluster.bootstrap, { topic: orders, partitions: spread.length, perSecond })
}

/** Commits offsets of a group all the time. */
export function startCommits(cluster: KafkaCluster): CommitLoad {
  const group = 'auditors'
  return new CommitLoad(() => cluster.coordinator(group), group, orders)
}

/** Each broker in turn becomes controller, makes and deletes topics, dies, is replaced in all its posts, and comes back. */
export async function everyBrokerDies(
  cluster: KafkaCluster,
  load: AcknowledgedLoad,
  commits: CommitLoad,
): Promise<void> {
  for (const id of cluster.ids) {
    await cluster.moveController(id)
    await checkController(cluster, id)
    await load.more(500)
    await commits.more(1)
    const kept = commits.acknowledged
    await cluster.kill(id)
    await load.more(2000)
    expect(await commits.committed()).toBeGreaterThanOrEqual(kept)
    await cluster.revive(id)
    await allBack(cluster)
    await load.more(500)
  }
}

/** Waits until all replicas have caught up, and hands the partitions back to the brokers that were to lead them. */
export async function allBack(cluster: KafkaCluster): Promise<void> {
  for (const topic of [orders, '__consumer_offsets']) {
    await cluster.inSync(topic)
    await cluster.electPreferred(topic)
  }
}

/** What a controller has to do for a topic, from its making to its end. */
async function checkController(cluster: KafkaCluster, id: number): Promise<void> {
  const topic = `short-lived-${id}`
  await cluster.createTopic(topic, spread)
  for (const partition of spread.keys()) await append(cluster, topic, partition)
  await cluster.deleteTopic(topic)
}

async function append(cluster: KafkaCluster, topic: string, partition: number): Promise<void> {
  const leader = (await cluster.partitions(topic))[partition]?.leader ?? -1
  const batch = buildBatch([{ timestamp: Date.now(), key: null, value: Buffer.from(`${partition}`) }])
  const stored = await cluster.at(leader, (client) => client.produce(topic, batch, partition))
  expect(stored).toEqual({ error: 'NONE', offset: 0 })
}

/** Partitions go from broker to broker, so that each is once their only home, and then everywhere; they are written to meanwhile. */
export async function partitionsMove(cluster: KafkaCluster): Promise<void> {
  const topic = 'wanderers'
  await cluster.createTopic(topic, [[0], [1]])
  const load = await AcknowledgedLoad.start(cluster.bootstrap, { topic, partitions: 2, perSecond })
  await load.more(1000)
  for (const { tool, places } of travels) {
    await reassign(cluster, tool, topic, places)
    await load.more(500)
  }
  await settle(cluster, load, topic)
}

const travels: { tool: Maker; places: number[][] }[] = [
  { tool: 'real', places: [[1], [2]] },
  { tool: 'ours', places: [[2], [0]] },
  {
    tool: 'ours',
    places: [
      [0, 1, 2],
      [1, 2, 0],
    ],
  },
]

/** Ends a load and checks all that it was promised. */
export async function settle(cluster: KafkaCluster, load: AcknowledgedLoad, topic = orders): Promise<void> {
  await load.stop()
  await checkAcknowledged(load, (partition) => cluster.consume(topic, partition))
  await checkReplicas(cluster, topic)
  await verifyByTool(cluster, topic)
  console.log(`${topic}: ${load.sent} records acknowledged, none lost, none twice, replicas identical`)
}
