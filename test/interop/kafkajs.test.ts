import {
  AclOperationTypes,
  CompressionTypes,
  ConfigResourceTypes,
  Kafka,
  type Kafka as KafkaJs,
  logLevel,
} from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ServerSet } from '../kit/server-set.ts'
import { eventually, type Server } from '../kit/servers.ts'

/** The client that `startCluster()` hands out: what it can do without transactions and ACLs works on our broker. */
const servers = new ServerSet()
let broker: Server
let kafka: KafkaJs
let admin: ReturnType<KafkaJs['admin']>

beforeAll(async () => {
  broker = await servers.broker('ours', await servers.zookeeper('ours'))
  kafka = new Kafka({ brokers: [`localhost:${broker.port}`], logLevel: logLevel.NOTHING })
  admin = kafka.admin()
  await admin.connect()
})
afterAll(async () => {
  await admin?.disconnect()
  await servers.dispose()
})

async function createTopic(topic: string, numPartitions = 1): Promise<void> {
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions }] })
}

/** The topic's high watermarks less its first offsets. */
async function messagesIn(topic: string): Promise<number> {
  const offsets = await admin.fetchTopicOffsets(topic)
  return offsets.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0)
}

interface Received {
  readonly partition: number
  readonly key: string | undefined
  readonly value: string
  readonly headers: Record<string, string>
}

/** Reads the topic in a group until `count` messages are there. */
async function receive(groupId: string, topic: string, count: number): Promise<Received[]> {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 100 })
  const received: Received[] = []
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  await consumer.run({
    eachMessage: async ({ partition, message: { key, value, headers = {} } }) => {
      const texts = Object.entries(headers).map(([name, text]) => [name, String(text)])
      received.push({ partition, key: key?.toString(), value: String(value), headers: Object.fromEntries(texts) })
    },
  })
  await eventually(`${count} messages of ${topic}`, () => received.length >= count)
  await consumer.disconnect()
  return received
}

describe('kafkajs: admin', () => {
  test('describes the cluster', async () => {
    const { brokers, controller, clusterId } = await admin.describeCluster()
    expect(brokers).toEqual([{ nodeId: 0, host: 'localhost', port: broker.port }])
    expect(controller).toBe(0)
    expect(clusterId).toMatch(/^[\w-]{22}$/)
  })

  test('creates topics, by counts and by assignment, and only once', async () => {
    const topics = [
      { topic: 'counted', numPartitions: 3, configEntries: [{ name: 'retention.ms', value: '60000' }] },
      { topic: 'assigned', replicaAssignment: [{ partition: 0, replicas: [0] }] },
    ]
    expect(await admin.createTopics({ waitForLeaders: true, topics })).toBe(true)
    expect(await admin.createTopics({ topics })).toBe(false)
    expect(await admin.listTopics()).toEqual(expect.arrayContaining(['counted', 'assigned']))
    const metadata = await admin.fetchTopicMetadata({ topics: ['counted'] })
    expect(metadata.topics[0]?.partitions).toHaveLength(3)
  })

  test('refuses a name that no topic may have', async () => {
    await expect(admin.createTopics({ topics: [{ topic: 'a b' }] })).rejects.toThrow()
  })

  test('adds partitions, and takes none away', async () => {
    await createTopic('growing')
    await admin.createPartitions({ topicPartitions: [{ topic: 'growing', count: 4 }] })
    const partitions = async () => (await admin.fetchTopicMetadata({ topics: ['growing'] })).topics[0]?.partitions ?? []
    await eventually('four partitions', async () => (await partitions()).length === 4)
    await expect(admin.createPartitions({ topicPartitions: [{ topic: 'growing', count: 2 }] })).rejects.toThrow()
  })

  test('describes and alters settings', async () => {
    await createTopic('tuned')
    const topic = { type: ConfigResourceTypes.TOPIC, name: 'tuned' }
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ ...topic, configEntries: [{ name: 'cleanup.policy', value: 'compact' }] }],
    })
    const policy = async () => {
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ ...topic, configNames: ['cleanup.policy'] }],
      })
      return resources[0]?.configEntries[0]?.configValue
    }
    await eventually('the topic is compacted', async () => (await policy()) === 'compact')
  })

  test('deletes records and topics', async () => {
    await createTopic('short-lived')
    const producer = kafka.producer()
    await producer.connect()
    await producer.send({ topic: 'short-lived', messages: Array.from({ length: 10 }, () => ({ value: 'x' })) })
    await producer.disconnect()
    // kafkajs looks for the leader in what it knows already.
    expect(await messagesIn('short-lived')).toBe(10)
    await admin.deleteTopicRecords({ topic: 'short-lived', partitions: [{ partition: 0, offset: '7' }] })
    expect(await admin.fetchTopicOffsets('short-lived')).toMatchObject([{ low: '7', high: '10' }])
    await admin.deleteTopics({ topics: ['short-lived'] })
    await eventually('the topic is gone', async () => !(await admin.listTopics()).includes('short-lived'))
  })

  test('finds offsets by time', async () => {
    await createTopic('timed')
    const producer = kafka.producer()
    await producer.connect()
    const start = Date.now() - 10_000
    const messages = Array.from({ length: 10 }, (_, index) => ({ value: 'x', timestamp: String(start + index * 1000) }))
    await producer.send({ topic: 'timed', messages })
    await producer.disconnect()
    expect(await admin.fetchTopicOffsetsByTimestamp('timed', start + 4500)).toEqual([{ partition: 0, offset: '5' }])
  })

  test('is told in Kafka’s way that there is no authoriser', async () => {
    const any = { resourceType: 1, resourcePatternType: 1, operation: AclOperationTypes.ANY, permissionType: 1 }
    await expect(admin.describeAcls(any)).rejects.toThrow()
  })
})

describe('kafkajs: producers', () => {
  test.each([-1, 0, 1])('acks=%s', async (acks) => {
    const topic = `acks${acks}`
    await createTopic(topic)
    const producer = kafka.producer()
    await producer.connect()
    await producer.send({ topic, acks, messages: [{ value: 'a' }, { value: 'b' }] })
    await eventually('both messages are there', async () => (await messagesIn(topic)) === 2)
    await producer.disconnect()
  })

  test('keys, headers and gzip', async () => {
    await createTopic('packed', 2)
    const producer = kafka.producer()
    await producer.connect()
    const messages = Array.from({ length: 20 }, (_, index) => ({
      key: `k${index % 4}`,
      value: `value ${index} ${'-'.repeat(100)}`,
      headers: { index: String(index) },
    }))
    await producer.send({ topic: 'packed', compression: CompressionTypes.GZIP, messages })
    await producer.disconnect()
    const received = await receive('unpackers', 'packed', 20)
    expect(received.map(({ headers }) => Number(headers.index)).sort((a, b) => a - b)).toEqual([...messages.keys()])
    for (const key of ['k0', 'k1', 'k2', 'k3']) {
      const partitions = received.filter((message) => message.key === key).map(({ partition }) => partition)
      expect(new Set(partitions).size).toBe(1)
    }
  })

  test('idempotent, to several topics at once', async () => {
    await Promise.all([createTopic('left'), createTopic('right', 3)])
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    for (let round = 0; round < 5; round++) {
      const topicMessages = ['left', 'right'].map((topic) => ({ topic, messages: [{ value: `${round}` }] }))
      await producer.sendBatch({ topicMessages })
    }
    await producer.disconnect()
    expect(await messagesIn('left')).toBe(5)
    expect(await messagesIn('right')).toBe(5)
  })

  test('a topic that comes into being by the first message', async () => {
    const producer = kafka.producer({ allowAutoTopicCreation: true })
    await producer.connect()
    await producer.send({ topic: 'spontaneous', messages: [{ value: 'here' }] })
    await producer.disconnect()
    expect(await messagesIn('spontaneous')).toBe(1)
  })
})

describe('kafkajs: groups', () => {
  test('share partitions, hand them over, and keep offsets', async () => {
    await createTopic('shared', 4)
    const producer = kafka.producer()
    await producer.connect()
    const send = (count: number) =>
      producer.send({
        topic: 'shared',
        messages: Array.from({ length: count }, (_, n) => ({ key: `${n}`, value: 'x' })),
      })
    await send(40)
    let received = 0
    const consumers = await Promise.all([1, 2].map(() => member('sharers', 'shared', () => received++)))
    const { groups } = await admin.describeGroups(['sharers'])
    expect(groups[0]).toMatchObject({ state: 'Stable', members: [{}, {}] })
    await eventually('all messages came once', () => received === 40)
    await consumers[0]?.disconnect()
    await send(40)
    await eventually('one of the two goes on alone', () => received >= 80)
    await consumers[1]?.disconnect()
    await producer.disconnect()
    const offsets = await admin.fetchOffsets({ groupId: 'sharers', topics: ['shared'] })
    expect(offsets[0]?.partitions.reduce((sum, { offset }) => sum + Number(offset), 0)).toBe(80)
  })

  test('set, reset and delete their offsets', async () => {
    await createTopic('rewound')
    const producer = kafka.producer()
    await producer.connect()
    await producer.send({ topic: 'rewound', messages: Array.from({ length: 5 }, () => ({ value: 'x' })) })
    await producer.disconnect()
    expect(await receive('rewinders', 'rewound', 5)).toHaveLength(5)
    await admin.setOffsets({ groupId: 'rewinders', topic: 'rewound', partitions: [{ partition: 0, offset: '3' }] })
    expect(await receive('rewinders', 'rewound', 2)).toHaveLength(2)
    await admin.resetOffsets({ groupId: 'rewinders', topic: 'rewound', earliest: true })
    expect(await receive('rewinders', 'rewound', 5)).toHaveLength(5)
    expect((await admin.listGroups()).groups).toContainEqual({ groupId: 'rewinders', protocolType: 'consumer' })
    await admin.deleteGroups(['rewinders'])
    expect((await admin.listGroups()).groups.map(({ groupId }) => groupId)).not.toContain('rewinders')
  })

  test('seek, pause and resume', async () => {
    await createTopic('sought')
    const producer = kafka.producer()
    await producer.connect()
    await producer.send({ topic: 'sought', messages: Array.from({ length: 10 }, (_, n) => ({ value: `${n}` })) })
    const seen: string[] = []
    const consumer = await member('seekers', 'sought', (value) => seen.push(value))
    await eventually('all came', () => seen.length === 10)
    consumer.seek({ topic: 'sought', partition: 0, offset: '8' })
    await eventually('two came again', () => seen.length === 12)
    expect(seen.slice(10)).toEqual(['8', '9'])
    consumer.pause([{ topic: 'sought' }])
    await producer.send({ topic: 'sought', messages: [{ value: 'late' }] })
    consumer.resume([{ topic: 'sought' }])
    await eventually('the late one came', () => seen.at(-1) === 'late')
    await consumer.disconnect()
    await producer.disconnect()
  })
})

/** A member of the group that has its partitions. */
async function member(groupId: string, topic: string, onMessage: (value: string) => unknown) {
  const consumer = kafka.consumer({ groupId, heartbeatInterval: 200, maxWaitTimeInMs: 100 })
  await consumer.connect()
  await consumer.subscribe({ topic, fromBeginning: true })
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve))
  await consumer.run({ eachMessage: async ({ message }) => void onMessage(String(message.value)) })
  await joined
  return consumer
}
