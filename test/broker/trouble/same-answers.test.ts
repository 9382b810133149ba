import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Api } from '../../../src/wire/kafka/api.ts'
import { DeleteRecords } from '../../../src/wire/kafka/delete-records.ts'
import { DescribeCluster } from '../../../src/wire/kafka/describe-cluster.ts'
import { DescribeLogDirs } from '../../../src/wire/kafka/describe-log-dirs.ts'
import { DescribeProducers } from '../../../src/wire/kafka/describe-producers.ts'
import { Fetch } from '../../../src/wire/kafka/fetch.ts'
import { ListOffsets } from '../../../src/wire/kafka/list-offsets.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { OffsetForLeaderEpoch } from '../../../src/wire/kafka/offset-for-leader-epoch.ts'
import { Produce } from '../../../src/wire/kafka/produce.ts'
import { type InputOf, type Message, zeroUuid } from '../../../src/wire/schema/index.ts'
import { KafkaCluster } from '../../kit/kafka-cluster.ts'
import { realKafka } from '../../kit/real-kafka.ts'
import { ServerSet } from '../../kit/server-set.ts'
import { eventually, type Maker } from '../../kit/servers.ts'
import { withZooKeeper } from '../../kit/zookeeper-view.ts'
import { oneRecord } from '../kit/batches.ts'

/** Broker 0, which is asked, leads the first of each topic; of the second it has a replica or none. */
const topics = {
  pair: [
    [0, 1],
    [1, 0],
  ],
  lone: [[0], [1]],
}
/** The last one is nowhere. */
const asked = [
  ['pair', 0],
  ['pair', 1],
  ['lone', 0],
  ['lone', 1],
  ['lone', 2],
] as const

interface Answer {
  readonly question: string
  readonly answer: unknown
}

const servers = new ServerSet()
const clusters = new Map<Maker, KafkaCluster>()

function at(maker: Maker): KafkaCluster {
  const cluster = clusters.get(maker)
  if (cluster === undefined) throw new Error(`no cluster of ${maker}`)
  return cluster
}

async function start(maker: Maker): Promise<void> {
  const cluster = await KafkaCluster.start(servers, { zookeeper: 'ours', brokers: [maker, maker] })
  clusters.set(maker, cluster)
  await cluster.moveController(0)
  for (const [topic, replicas] of Object.entries(topics)) {
    await cluster.createTopic(topic, replicas)
    for (const [partition, [leader = 0]] of replicas.entries()) {
      await cluster.at(leader, (client) => client.produce(topic, oneRecord('a record'), partition))
    }
  }
}

/** Asks broker 0; what differs from cluster to cluster is replaced by a name for it. */
async function ask<Q extends Message, R extends Message>(
  cluster: KafkaCluster,
  api: Api<Q, R>,
  version: number,
  body: InputOf<Q>,
): Promise<Answer> {
  const question = `${api.name} ${version} ${JSON.stringify(body)}`
  const answer = await cluster.at(0, (client) => client.ask(api, version, body)).catch((error) => String(error))
  return { question, answer: JSON.parse(JSON.stringify(answer, (key, value) => neutral(cluster, key, value))) }
}

function neutral(cluster: KafkaCluster, key: string, value: unknown): unknown {
  if (key === 'port') return `port of ${cluster.brokers.findIndex(({ port }) => port === value)}`
  if (key === 'topicId' && value !== zeroUuid) return 'an id'
  if (['clusterId', 'logDir', 'totalBytes', 'usableBytes'].includes(key)) return `some ${key}`
  if (key === 'records' || key === 'throttleTimeMs' || key === 'correlationId') return undefined
  return typeof value === 'bigint' ? String(value) : value
}

const fetchOf = (topic: string, partition: number, currentLeaderEpoch: number) => ({
  ...{ maxWaitMs: 10, minBytes: 1 },
  topics: [{ topic, partitions: [{ partition, currentLeaderEpoch, fetchOffset: 0, partitionMaxBytes: 1000 }] }],
})

async function askAboutPartition(cluster: KafkaCluster, topic: string, partition: number): Promise<Answer[]> {
  const partitionData = [{ index: partition, records: oneRecord('another') }]
  const answers = [
    await ask(cluster, Produce, 9, { acks: -1, timeoutMs: 5000, topicData: [{ name: topic, partitionData }] }),
    await ask(cluster, DescribeProducers, 0, { topics: [{ name: topic, partitionIndexes: [partition] }] }),
    await ask(cluster, DeleteRecords, 2, {
      topics: [{ name: topic, partitions: [{ partitionIndex: partition, offset: 1 }] }],
      timeoutMs: 3000,
    }),
    await ask(cluster, DescribeLogDirs, 1, { topics: [{ topic, partitions: [partition] }] }),
    await ask(cluster, Fetch, 8, fetchOf(topic, partition, -1)),
  ]
  for (const currentLeaderEpoch of [-1, 0, 7]) {
    const offsets = [{ partitionIndex: partition, currentLeaderEpoch, timestamp: -1 }]
    const epochs = [{ partition, currentLeaderEpoch, leaderEpoch: 0 }]
    answers.push(
      await ask(cluster, Fetch, 12, fetchOf(topic, partition, currentLeaderEpoch)),
      await ask(cluster, ListOffsets, 5, {
        replicaId: -1,
        isolationLevel: 0,
        topics: [{ name: topic, partitions: offsets }],
      }),
      await ask(cluster, OffsetForLeaderEpoch, 3, { topics: [{ topic, partitions: epochs }] }),
    )
  }
  return answers
}

async function askAboutCluster(cluster: KafkaCluster): Promise<Answer[]> {
  const answers = [await ask(cluster, DescribeCluster, 0, { includeClusterAuthorizedOperations: true })]
  const names = Object.keys(topics).map((name) => ({ name, topicId: zeroUuid }))
  for (const version of [0, 1, 5, 6, 9, 12]) {
    answers.push(await ask(cluster, Metadata, version, { topics: names }))
  }
  return answers
}

/** Brokers and partitions come in no order. */
function sorted(value: unknown): unknown {
  if (!Array.isArray(value)) {
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, sorted(each)]))
  }
  const all = value.map(sorted)
  return all.some((each) => typeof each === 'object')
    ? all.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    : all
}

/** Needs Java. */
describe.skipIf(!realKafka)('of two brokers, one answers as the real one does', () => {
  beforeAll(async () => {
    await Promise.all([start('ours'), start('real')])
  })
  afterAll(() => servers.dispose())

  async function compare(about: (cluster: KafkaCluster) => Promise<Answer[]>): Promise<void> {
    const [ours, real] = await Promise.all([about(at('ours')), about(at('real'))])
    expect(sorted(ours)).toEqual(sorted(real))
  }

  test.each(asked)('about %s-%i', (topic, partition) =>
    compare((cluster) => askAboutPartition(cluster, topic, partition)),
  )

  test('about the cluster', () => compare(askAboutCluster))

  test('when the other one is gone', async () => {
    for (const cluster of clusters.values()) {
      await cluster.kill(1)
      await eventually('it is gone', () =>
        withZooKeeper(cluster.zookeeper, async (client) => (await client.exists('/brokers/ids/1')) === undefined),
      )
      await eventually('that is known', async () => {
        const [pair, lone] = [await cluster.partitions('pair', 0), await cluster.partitions('lone', 0)]
        return pair[0]?.isr.length === 1 && pair[1]?.leader === 0 && lone[1]?.leader === -1
      })
    }
    await compare(askAboutCluster)
    for (const [topic, partition] of asked) await compare((cluster) => askAboutPartition(cluster, topic, partition))
  })
})
