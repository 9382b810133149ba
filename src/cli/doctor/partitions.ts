import { describeConfigs } from '../../client/admin/describe-configs.ts'
import { listTopics } from '../../client/admin/list-topics.ts'
import type { Cluster } from '../../client/cluster.ts'
import { type Finding, fault, fine, some } from './finding.ts'

interface Partition {
  readonly name: string
  readonly topic: string
  readonly leader: number
  readonly replicas: readonly number[]
  readonly isr: readonly number[]
}

/** Kafka's own topics, without which groups and transactions stand still. */
const internalTopics = ['__consumer_offsets', '__transaction_state']

/** Partitions that nobody leads, that lag behind, or that refuse writes. */
export async function examinePartitions(cluster: Cluster, brokers: readonly number[]): Promise<Finding[]> {
  const all = await partitionsOf(cluster)
  const least = await minInsyncReplicas(cluster, [...new Set(all.map(({ topic }) => topic))])
  const offline = all.filter(({ leader }) => leader < 0)
  const led = all.filter(({ leader }) => leader >= 0)
  const refusing = led.filter(({ topic, isr }) => isr.length < (least.get(topic) ?? 1))
  const lagging = led.filter(({ replicas, isr }) => isr.length < replicas.length)
  const found = [
    about(offline, 'without a leader', 'start the brokers that keep them again: nothing can be read or written there'),
    about(
      refusing,
      'with fewer replicas in sync than min.insync.replicas, so that writes with acks=all are refused',
      'start the missing brokers again, or lower min.insync.replicas with kafka-configs',
    ),
    about(
      lagging,
      `with replicas that are not in sync, on ${missingBrokers(lagging)}`,
      'look whether these brokers run and keep up: kafka-topics --describe --under-replicated-partitions lists them',
    ),
    ...weakInternals(all, brokers),
    await noOffsetsTopic(cluster, all, brokers),
  ].flatMap((finding) => finding ?? [])
  if (found.length > 0) return found
  const sentence = all.length === 0 ? 'there are none yet' : `all ${all.length} have a leader and all replicas in sync`
  return [fine('partitions', sentence)]
}

async function partitionsOf(cluster: Cluster): Promise<Partition[]> {
  const { topics } = await listTopics(cluster)
  return [...topics].flatMap(([topic, { partitions }]) =>
    partitions.map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => {
      return { name: `${topic}-${partitionIndex}`, topic, leader: leaderId, replicas: replicaNodes, isr: isrNodes }
    }),
  )
}

async function minInsyncReplicas(cluster: Cluster, topics: readonly string[]): Promise<Map<string, number>> {
  if (topics.length === 0) return new Map()
  const least = new Map<string, number>()
  for (const [topic, configs] of await describeConfigs(cluster, 'topic', topics)) {
    // A topic that is gone by now has nothing to be looked at.
    if (configs instanceof Error) continue
    const value = configs.find(({ name }) => name === 'min.insync.replicas')?.value
    least.set(topic, Number(value ?? 1))
  }
  return least
}

function about(partitions: readonly Partition[], what: string, advice: string): Finding | undefined {
  if (partitions.length === 0) return undefined
  const names = some(partitions.map(({ name }) => name))
  return fault(
    'partitions',
    `there ${partitions.length === 1 ? 'is one' : `are ${partitions.length}`} ${what}: ${names}`,
    advice,
  )
}

function missingBrokers(partitions: readonly Partition[]): string {
  const missing = partitions.flatMap(({ replicas, isr }) => replicas.filter((id) => !isr.includes(id)))
  const ids = [...new Set(missing)].sort((a, b) => a - b)
  return `${ids.length === 1 ? 'broker' : 'brokers'} ${some(ids.map(String))}`
}

const offsetsFactor = 'offsets.topic.replication.factor'

/** The topic is made when the first group comes, and can't be while there are fewer brokers than it is to have replicas. */
async function noOffsetsTopic(
  cluster: Cluster,
  all: readonly Partition[],
  brokers: readonly number[],
): Promise<Finding | undefined> {
  const [first] = brokers
  if (first === undefined || all.some(({ topic }) => topic === '__consumer_offsets')) return undefined
  const factor = Number((await brokerConfig(cluster, first, offsetsFactor)) ?? 1)
  if (factor <= brokers.length) return undefined
  const there = brokers.length === 1 ? 'there is one broker' : `there are ${brokers.length} brokers`
  return fault(
    '__consumer_offsets',
    `no consumer group can begin: ${offsetsFactor} is ${factor}, and ${there}`,
    `set ${offsetsFactor} to ${brokers.length} in server.properties and restart the brokers, or start more of them`,
  )
}

/** Undefined of a broker that does not answer, which is told elsewhere. */
async function brokerConfig(cluster: Cluster, id: number, name: string): Promise<string | null | undefined> {
  const all = await describeConfigs(cluster, 'broker', [String(id)]).catch(() => undefined)
  const configs = all?.get(String(id))
  return configs === undefined || configs instanceof Error ? undefined : configs.find((one) => one.name === name)?.value
}

/** One copy of them, where there are brokers for more, is lost with its broker. */
function weakInternals(all: readonly Partition[], { length: brokers }: readonly number[]): Finding[] {
  if (brokers < 2) return []
  return internalTopics.flatMap((topic) => {
    const weak = all.filter((partition) => partition.topic === topic && partition.replicas.length < 2)
    if (weak.length === 0) return []
    const advice =
      'give it more replicas with kafka-reassign-partitions, and raise the replication factor in server.properties'
    return [fault(topic, `it is kept by one broker only, though there are ${brokers}`, advice)]
  })
}
