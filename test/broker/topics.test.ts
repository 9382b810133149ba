import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { silentLogger } from '../../src/base/logger.ts'
import { systemRandom } from '../../src/base/random.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import { CreatePartitions } from '../../src/wire/kafka/create-partitions.ts'
import { CreateTopics } from '../../src/wire/kafka/create-topics.ts'
import { DeleteTopics } from '../../src/wire/kafka/delete-topics.ts'
import { Metadata } from '../../src/wire/kafka/metadata.ts'
import { zeroUuid } from '../../src/wire/schema/index.ts'
import { ZooKeeperClient } from '../../src/zookeeper/client/client.ts'
import { WireClient } from '../kit/wire-client.ts'
import { TestCluster } from './kit/cluster.ts'

let cluster: TestCluster
let client: WireClient
let zookeeper: ZooKeeperClient

beforeAll(async () => {
  cluster = await TestCluster.start()
  client = await WireClient.connect(cluster.port)
  zookeeper = await ZooKeeperClient.connect({
    servers: [{ host: '127.0.0.1', port: cluster.zookeeper.address.port }],
    ...{ sessionTimeoutMs: 10_000, transport: tcpTransport, clock: systemClock, random: systemRandom },
    logger: silentLogger,
  })
})
afterAll(async () => {
  client.close()
  await zookeeper.close()
  await cluster.close()
})

interface Wanted {
  partitions?: number
  factor?: number
  assignments?: Record<number, number[]>
  configs?: Record<string, string | null>
}

const topic = (name: string, { partitions = -1, factor = -1, assignments = {}, configs = {} }: Wanted = {}) => ({
  name,
  numPartitions: partitions,
  replicationFactor: factor,
  assignments: Object.entries(assignments).map(([index, brokerIds]) => ({ partitionIndex: Number(index), brokerIds })),
  configs: Object.entries(configs).map(([key, value]) => ({ name: key, value })),
})

async function create(name: string, wanted?: Wanted, validateOnly = false) {
  const { topics } = await client.ask(CreateTopics, 7, { topics: [topic(name, wanted)], timeoutMs: 5000, validateOnly })
  const [first] = topics
  return [first?.errorCode, first?.errorMessage]
}

const json = async (path: string): Promise<unknown> => {
  const { data } = await zookeeper.get(path)
  return data === null ? null : JSON.parse(data.toString())
}

const invalidName = (text: string) => [17, `Topic name is invalid: ${text}`]

describe('a topic that cannot be', () => {
  const cases: [string, string, Wanted, (string | number | null | undefined)[]][] = [
    ['of no name', '', {}, invalidName('the empty string is not allowed')],
    ['named .', '.', {}, invalidName("'.' is not allowed")],
    [
      'with a blank',
      'a b',
      {},
      invalidName("'a b' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'"),
    ],
    [
      'too long',
      'x'.repeat(250),
      {},
      invalidName(`the length of '${'x'.repeat(250)}' is longer than the max allowed length 249`),
    ],
    ['without partitions', 'p', { partitions: 0 }, [37, 'Number of partitions must be larger than 0.']],
    ['without replicas', 'p', { factor: 0 }, [38, 'Replication factor must be larger than 0.']],
    ['with too many replicas', 'p', { factor: 5 }, [38, 'Replication factor: 5 larger than available brokers: 1.']],
    ['with a config that is none', 'p', { configs: { foo: '1' } }, [40, 'Unknown topic config name: foo']],
    [
      'with a config of the wrong type',
      'p',
      { configs: { 'retention.ms': 'abc' } },
      [40, 'Invalid value abc for configuration retention.ms: Not a number of type LONG'],
    ],
    [
      'with a config out of range',
      'p',
      { configs: { 'min.insync.replicas': '0' } },
      [40, 'Invalid value 0 for configuration min.insync.replicas: Value must be at least 1'],
    ],
    [
      'with a policy that is none',
      'p',
      { configs: { 'cleanup.policy': 'foo' } },
      [40, 'Invalid value foo for configuration cleanup.policy: String must be one of: compact, delete'],
    ],
    ['with a config of null', 'p', { configs: { k: null } }, [40, 'Null value not supported for topic configs: k']],
    [
      'with partitions and an assignment',
      'p',
      { partitions: 1, assignments: { 0: [0] } },
      [
        42,
        'Both numPartitions or replicationFactor and replicasAssignments were set. Both cannot be used at the same time.',
      ],
    ],
    [
      'with a gap in its assignment',
      'p',
      { assignments: { 0: [0], 2: [0] } },
      [39, 'partitions should be a consecutive 0-based integer sequence'],
    ],
  ]
  for (const [what, name, wanted, answer] of cases) {
    it(`${what} is refused in Kafka's words`, async () => expect(await create(name, wanted)).toEqual(answer))
  }
})

it("lays a topic down in Kafka's znodes, gives it leaders, and tells what it made", async () => {
  const configs = { 'retention.ms': '1000' }
  const { topics } = await client.ask(CreateTopics, 7, { topics: [topic('laid', { partitions: 2, configs })] })
  const [made] = topics
  expect(made).toMatchObject({ errorCode: 0, errorMessage: null, numPartitions: 2, replicationFactor: 1 })
  expect(made?.configs?.find(({ name }) => name === 'retention.ms')).toMatchObject({ value: '1000', configSource: 1 })
  expect(made?.configs?.find(({ name }) => name === 'segment.bytes')).toMatchObject({ configSource: 5 })
  expect(await json('/config/topics/laid')).toEqual({ version: 1, config: configs })
  expect(await json('/brokers/topics/laid')).toEqual({
    partitions: { 0: [0], 1: [0] },
    topic_id: made?.topicId,
    adding_replicas: {},
    removing_replicas: {},
    version: 3,
  })
  expect(await json('/brokers/topics/laid/partitions')).toBeNull()
  expect(await json('/brokers/topics/laid/partitions/1')).toBeNull()
  expect(await json('/brokers/topics/laid/partitions/1/state')).toEqual({
    controller_epoch: 1,
    leader: 0,
    version: 1,
    leader_epoch: 0,
    isr: [0],
  })
})

it('refuses a name that is taken, or that looks like another', async () => {
  await create('taken_name')
  expect(await create('taken_name')).toEqual([36, "Topic 'taken_name' already exists."])
  expect(await create('taken.name')).toEqual([17, "Topic 'taken.name' collides with existing topics: taken_name"])
  const twice = await client.ask(CreateTopics, 7, { topics: [topic('two'), topic('two')] })
  expect(twice.topics).toMatchObject([{ errorCode: 42, errorMessage: 'Found multiple entries for this topic.' }])
})

it('only looks when asked to validate', async () => {
  expect(await create('looked-at', {}, true)).toEqual([0, null])
  expect(await zookeeper.exists('/brokers/topics/looked-at')).toBeUndefined()
})

it('adds partitions, and says why it does not', async () => {
  await create('grows', { partitions: 2 })
  const grow = async (name: string, count: number, assignments: number[][] | null = null) => {
    const lists = assignments?.map((brokerIds) => ({ brokerIds })) ?? null
    const topics = [{ name, count, assignments: lists }]
    const { results } = await client.ask(CreatePartitions, 3, { topics, timeoutMs: 5000, validateOnly: false })
    return [results[0]?.errorCode, results[0]?.errorMessage]
  }
  expect(await grow('grows', 1)).toEqual([
    37,
    'Topic currently has 2 partitions, which is higher than the requested 1.',
  ])
  expect(await grow('grows', 2)).toEqual([37, 'Topic already has 2 partitions.'])
  expect(await grow('nope', 2)).toEqual([3, "The topic 'nope' does not exist."])
  expect(await grow('grows', 3, [[0], [0]])).toEqual([
    39,
    'Increasing the number of partitions by 1 but 2 assignments provided.',
  ])
  expect(await grow('grows', 3, [[9]])).toEqual([39, 'Unknown broker(s) in replica assignment: 9.'])
  expect(await grow('grows', 4)).toEqual([0, null])
  const { topics } = await client.ask(Metadata, 9, { topics: [{ name: 'grows', topicId: zeroUuid }] })
  expect(topics[0]?.partitions.map(({ leaderId }) => leaderId)).toEqual([0, 0, 0, 0])
})

it('deletes a topic with all its znodes, and the name is free again', async () => {
  await create('goes', { partitions: 2 })
  const remove = async (name: string | null, topicId = zeroUuid) => {
    const { responses } = await client.ask(DeleteTopics, 6, { topics: [{ name, topicId }], timeoutMs: 5000 })
    return responses[0]?.errorCode
  }
  expect(await remove('goes')).toBe(0)
  expect(await remove('goes')).toBe(3)
  expect(await remove(null, 'abcdefghijklmnopqrstuw')).toBe(100)
  const again = await create('goes', { partitions: 1 })
  expect(again[0] === 0 || again[1] === "Topic 'goes' is marked for deletion.").toBe(true)
})

it('makes a topic that is asked for, unless told not to', async () => {
  const ask = async (allowAutoTopicCreation: boolean) => {
    const topics = [{ name: 'on-demand', topicId: zeroUuid }]
    return (await client.ask(Metadata, 9, { topics, allowAutoTopicCreation })).topics[0]?.errorCode
  }
  expect(await ask(false)).toBe(3)
  expect(await ask(true)).toBe(5)
  await client.led('on-demand')
  expect(await ask(true)).toBe(0)
})

it('describes topics by their ids', async () => {
  const { topics } = await client.ask(CreateTopics, 7, { topics: [topic('by-id')] })
  const topicId = topics[0]?.topicId ?? ''
  const answer = await client.ask(Metadata, 12, { topics: [{ name: null, topicId }] })
  expect(answer.topics).toMatchObject([{ name: 'by-id', errorCode: 0, topicId }])
  const unknown = await client.ask(Metadata, 12, { topics: [{ name: null, topicId: 'abcdefghijklmnopqrstuw' }] })
  expect(unknown.topics[0]?.errorCode).toBe(100)
})
