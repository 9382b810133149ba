import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DeleteTopics } from '../../src/wire/kafka/delete-topics.ts'
import { buildBatch } from '../../src/wire/records/builder.ts'
import { KafkaCluster } from '../kit/kafka-cluster.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { checkReplicas } from '../kit/replicas.ts'
import { ServerSet } from '../kit/server-set.ts'
import { eventually, removeFolder } from '../kit/servers.ts'
import { withZooKeeper } from '../kit/zookeeper-view.ts'
import { withPlan } from './mixed/reassign.ts'

/**
 * What a controller began, its successor of the other kind ends, and each kind of controller serves the other kind of
 * leader: broker 0 is ours, broker 1 is real, and broker 2 is the one that things happen to.
 */
const servers = new ServerSet()
const lag = { 'replica.lag.time.max.ms': '1500' }
const handovers = [
  { from: 0, to: 1, name: 'ours to real' },
  { from: 1, to: 0, name: 'real to ours' },
]
let cluster: KafkaCluster

async function fill(topic: string, leader: number, batches: number): Promise<void> {
  const value = Buffer.alloc(10_000, 'x')
  await cluster.at(leader, async (client) => {
    for (let number = 0; number < batches; number++) {
      const stored = await client.produce(topic, buildBatch([{ timestamp: Date.now(), key: null, value }]))
      expect(stored).toEqual({ error: 'NONE', offset: number })
    }
  })
}

function isOf(topic: string, isr: readonly number[]): Promise<void> {
  return eventually(`the ISR of ${topic} is ${isr}`, async () => {
    const [partition] = await cluster.partitions(topic)
    return [...(partition?.isr ?? [])].sort().join() === isr.join()
  })
}

async function storedIsr(topic: string): Promise<unknown[]> {
  const path = `/brokers/topics/${topic}/partitions/0/state`
  const { data } = await withZooKeeper(cluster.zookeeper, (client) => client.get(path))
  return JSON.parse(String(data)).isr
}

describe.skipIf(!realKafka)('controllers of both kinds', () => {
  beforeAll(async () => {
    cluster = await KafkaCluster.start(servers, { zookeeper: 'ours', brokers: ['ours', 'real', 'ours'] }, lag)
  })
  afterAll(() => servers.dispose())

  test.each(handovers)('a deletion that waits for a broker goes over from $name', async ({ from, to }) => {
    const topic = `deleted-${from}`
    await cluster.createTopic(topic, [[2, from, to]])
    await cluster.moveController(from)
    await cluster.kill(2)
    await isOf(topic, [0, 1])
    await cluster.at(from, (client) => client.ask(DeleteTopics, 4, { topicNames: [topic], timeoutMs: 100 }))
    await eventually('the deletion is begun', async () => (await storedIsr(topic)).length === 1)
    await cluster.moveController(to)
    const exists = () =>
      withZooKeeper(
        cluster.zookeeper,
        async (client) => (await client.exists(`/brokers/topics/${topic}`)) !== undefined,
      )
    expect(await exists()).toBe(true)
    await cluster.revive(2)
    await eventually(`${topic} is gone`, async () => !(await exists()))
  })

  test.each(handovers)('a reassignment under way goes over from $name', async ({ from, to }) => {
    const topic = `moved-${from}`
    await cluster.createTopic(topic, [[from]])
    await fill(topic, from, 100)
    await cluster.moveController(from)
    await withPlan(cluster, 'ours', topic, [[2, to]], async (run) => {
      await run('--execute', '--throttle', '20000')
      await eventually(
        'both replicas are added',
        async () => (await cluster.partitions(topic))[0]?.replicas.length === 3,
      )
      await cluster.moveController(to)
      expect((await cluster.partitions(topic))[0]?.replicas).toEqual([2, to, from])
      await run('--execute', '--additional', '--throttle', '100000000')
      await cluster.placed(topic, [[2, to]])
      expect(await run('--verify')).toContain(`Reassignment of partition ${topic}-0 is completed.`)
    })
    await checkReplicas(cluster, topic)
  })

  test.each(handovers)(
    'a leader of the other kind asks for a smaller ISR, and for a larger one: from $name',
    async ({ from, to }) => {
      const topic = `shrunk-${from}`
      await cluster.createTopic(topic, [[to, 2, from]])
      await cluster.moveController(from)
      await fill(topic, to, 1)
      cluster.freeze(2)
      const value = Buffer.from('without 2')
      const stored = cluster.at(to, (client) =>
        client.produce(topic, buildBatch([{ timestamp: Date.now(), key: null, value }])),
      )
      await isOf(topic, [0, 1])
      expect(await stored).toEqual({ error: 'NONE', offset: 1 })
      await cluster.thaw(2)
      await isOf(topic, [0, 1, 2])
      await checkReplicas(cluster, topic)
    },
  )

  test.each(handovers)(
    'a broker of the other kind gives its partitions away before it ends: from $name',
    async ({ from, to }) => {
      const topic = `left-${from}`
      await cluster.createTopic(topic, [[to, 2, from]])
      await cluster.moveController(from)
      await cluster.leave(to)
      expect(await cluster.partitions(topic, from)).toEqual([{ leader: 2, replicas: [to, 2, from], isr: [2, from] }])
      await cluster.revive(to)
      await cluster.inSync(topic)
      await cluster.electPreferred(topic)
    },
  )

  test.each(handovers)(
    'a broker comes back with an empty disk, and learns all from the other kind: $name',
    async ({ from, to }) => {
      const topic = `learned-${from}`
      await cluster.createTopic(topic, [[from, to]], { 'segment.bytes': '50000' })
      await fill(topic, from, 20)
      await cluster.kill(to)
      removeFolder(path.join(cluster.broker(to).folder, 'logs'))
      await cluster.revive(to)
      await checkReplicas(cluster, topic)
    },
  )
})
