import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paths } from '../../../src/broker/znodes/paths.ts'
import { AlterPartitionReassignments } from '../../../src/wire/kafka/alter-partition-reassignments.ts'
import { CreatePartitions } from '../../../src/wire/kafka/create-partitions.ts'
import { CreateTopics } from '../../../src/wire/kafka/create-topics.ts'
import { DeleteTopics } from '../../../src/wire/kafka/delete-topics.ts'
import { DescribeLogDirs } from '../../../src/wire/kafka/describe-log-dirs.ts'
import { ElectLeaders } from '../../../src/wire/kafka/elect-leaders.ts'
import { errorName } from '../../../src/wire/kafka/errors.ts'
import { ListPartitionReassignments } from '../../../src/wire/kafka/list-partition-reassignments.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { buildBatch } from '../../../src/wire/records/builder.ts'
import { zeroUuid } from '../../../src/wire/schema/index.ts'
import { eventually } from '../../kit/servers.ts'
import type { WireClient } from '../../kit/wire-client.ts'
import { TestBrokers } from '../kit/brokers.ts'

let cluster: TestBrokers
beforeAll(async () => {
  cluster = await TestBrokers.start(3)
})
afterAll(() => cluster.close())

/** Who the brokers think is the controller. */
async function controllerId(): Promise<number> {
  let id = -1
  const alive = cluster.brokers.find(({ isRunning }) => isRunning)
  await eventually('there is a controller', async () => {
    const answer = await alive?.ask((client) => client.ask(Metadata, 8, { topics: [] }))
    id = answer?.controllerId ?? -1
    return id >= 0 && cluster.broker(id).isRunning
  })
  return id
}

const atController = async <T>(use: (client: WireClient) => Promise<T>): Promise<T> =>
  cluster.broker(await controllerId()).ask(use)

const elsewhere = async <T>(use: (client: WireClient) => Promise<T>): Promise<T> =>
  cluster.broker(((await controllerId()) + 1) % 3).ask(use)

async function create(name: string, partitions: number[][]): Promise<void> {
  const assignments = partitions.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds }))
  const topics = [{ name, numPartitions: -1, replicationFactor: -1, assignments, configs: [] }]
  const answer = await atController((client) => client.ask(CreateTopics, 5, { topics, timeoutMs: 10_000 }))
  expect(answer.topics.map(({ errorCode }) => errorCode)).toEqual([0])
}

async function partitionsOf(client: WireClient, topic: string) {
  const { topics } = await client.ask(Metadata, 8, { topics: [{ name: topic, topicId: zeroUuid }] })
  return (topics[0]?.partitions ?? []).sort((a, b) => a.partitionIndex - b.partitionIndex)
}

/** All running brokers show the partition so: `leader | replicas | isr`, the ISR sorted. */
async function shows(topic: string, wanted: string, partition = 0): Promise<void> {
  let seen: string[] = []
  await eventually(`${topic}-${partition} is ${wanted}`, async () => {
    const running = cluster.brokers.filter(({ isRunning }) => isRunning)
    const views = running.map((broker) => broker.ask((client) => partitionsOf(client, topic)))
    seen = (await Promise.all(views)).map((partitions) => {
      const found = partitions[partition]
      return `${found?.leaderId} | ${found?.replicaNodes} | ${found?.isrNodes.toSorted((a, b) => a - b)}`
    })
    return seen.every((view) => view === wanted)
  }).catch((error) => {
    throw new Error(seen.join('; '), { cause: error })
  })
}

const move = (topic: string, replicas: number[] | null, partitionIndex = 0) =>
  atController(async (client) => {
    const topics = [{ name: topic, partitions: [{ partitionIndex, replicas }] }]
    const { responses } = await client.ask(AlterPartitionReassignments, 0, { topics, timeoutMs: 10_000 })
    return errorName(responses[0]?.partitions[0]?.errorCode ?? -1)
  })

const moving = () =>
  atController((client) => client.ask(ListPartitionReassignments, 0, { topics: null, timeoutMs: 10_000 })).then(
    ({ topics }) => topics.flatMap(({ name, partitions }) => partitions.map((one) => ({ name, ...one }))),
  )

const elect = (topic: string, electionType: number, partition = 0) =>
  atController(async (client) => {
    const topicPartitions = [{ topic, partitions: [partition] }]
    const answer = await client.ask(ElectLeaders, 2, { electionType, topicPartitions, timeoutMs: 10_000 })
    return errorName(answer.replicaElectionResults[0]?.partitionResult[0]?.errorCode ?? -1)
  })

const record = (text: string) => buildBatch([{ timestamp: 1, key: null, value: Buffer.from(text) }])

describe('moving replicas', () => {
  it('carries the records to other brokers, and removes them where they were', async () => {
    await create('moved', [[0, 1]])
    await cluster.broker(0).ask((client) => client.produce('moved', record('one')))
    expect(await move('moved', [2])).toBe('NONE')
    await shows('moved', '2 | 2 | 2')
    await eventually('nothing moves', async () => (await moving()).length === 0)
    const records = await cluster.broker(2).ask((client) => client.consume('moved'))
    expect(records.map(({ value }) => String(value))).toEqual(['one'])
    const left = await cluster.broker(0).ask((client) => client.ask(DescribeLogDirs, 1, { topics: null }))
    const names = left.results.flatMap(({ topics }) => topics.map(({ name }) => name))
    expect(names.filter((name) => name === 'moved')).toEqual([])
  })

  it('does not go to a broker that is away', async () => {
    await create('refused', [[0, 1]])
    const away = ((await controllerId()) + 1) % 3
    await cluster.broker(away).stop()
    await cluster.allKnown()
    expect(await move('refused', [away])).toBe(away === 2 ? 'INVALID_REPLICA_ASSIGNMENT' : 'NONE')
    expect(await move('refused', [9])).toBe('INVALID_REPLICA_ASSIGNMENT')
    await cluster.broker(away).start()
    await cluster.allKnown()
  })

  it('lets nobody add partitions meanwhile', async () => {
    await create('busy', [[0, 1]])
    const ask = (client: WireClient) =>
      client.ask(CreatePartitions, 2, {
        topics: [{ name: 'busy', count: 2, assignments: null }],
        ...{ timeoutMs: 10_000, validateOnly: true },
      })
    expect((await atController(ask)).results[0]?.errorCode).toBe(0)
    await cluster.withZooKeeper(async (zookeeper) => {
      const { data } = await zookeeper.get(paths.topic('busy'))
      const text = String(data).replace('"adding_replicas":{}', '"adding_replicas":{"0":[1]}')
      await zookeeper.set(paths.topic('busy'), Buffer.from(text))
    })
    expect(errorName((await atController(ask)).results[0]?.errorCode ?? -1)).toBe('REASSIGNMENT_IN_PROGRESS')
  })
})

describe('electing leaders', () => {
  it('gives a leadership back to the preferred broker, and answers when that is seen', async () => {
    await create('elected', [[1, 2]])
    await cluster.broker(1).stop()
    await shows('elected', '2 | 1,2 | 2')
    expect(await elect('elected', 0)).toBe('PREFERRED_LEADER_NOT_AVAILABLE')
    await cluster.broker(1).start()
    await shows('elected', '2 | 1,2 | 1,2')
    expect(await elect('elected', 0)).toBe('NONE')
    const [seen] = await atController((client) => partitionsOf(client, 'elected'))
    expect(seen?.leaderId).toBe(1)
    expect(await elect('elected', 0)).toBe('ELECTION_NOT_NEEDED')
    expect(await elect('elected', 1)).toBe('ELECTION_NOT_NEEDED')
    expect(await elect('nothing', 0)).toBe('UNKNOWN_TOPIC_OR_PARTITION')
  })

  it('lists only what had to be elected when asked for everything', async () => {
    const ask = (client: WireClient) =>
      client.ask(ElectLeaders, 2, { electionType: 0, topicPartitions: null, timeoutMs: 10_000 })
    await atController(ask)
    expect((await atController(ask)).replicaElectionResults).toEqual([])
  })
})

describe('a broker that is not the controller', () => {
  it('says so, each API in its way', async () => {
    const answers = await elsewhere(async (client) => ({
      alter: (await client.ask(AlterPartitionReassignments, 0, { topics: [] })).errorCode,
      list: (await client.ask(ListPartitionReassignments, 0, { topics: null })).errorCode,
      elect: (
        await client.ask(ElectLeaders, 2, {
          ...{ electionType: 0, timeoutMs: 1000 },
          topicPartitions: [{ topic: 't', partitions: [0] }],
        })
      ).replicaElectionResults,
    }))
    expect(answers).toEqual({
      alter: 41,
      list: 41,
      elect: [{ topic: 't', partitionResult: [{ partitionId: 0, errorCode: 41, errorMessage: null }] }],
    })
  })
})

describe('topics while a broker is away', () => {
  it('are placed on the others, and those that have a replica there are deleted when it is back', async () => {
    await create('away', [[0, 2]])
    await create('kept', [[0, 1]])
    const away = ((await controllerId()) + 1) % 3
    await cluster.broker(away).stop()
    await cluster.allKnown()
    const placed = { name: 'placed', numPartitions: 4, replicationFactor: 2, assignments: [], configs: [] }
    const answer = await atController((client) => client.ask(CreateTopics, 5, { topics: [placed], timeoutMs: 10_000 }))
    expect(answer.topics[0]?.errorCode).toBe(0)
    const spread = await atController((client) => partitionsOf(client, 'placed'))
    expect(spread.flatMap(({ replicaNodes }) => replicaNodes)).not.toContain(away)
    const wide = await atController((client) =>
      client.ask(CreateTopics, 5, { topics: [{ ...placed, name: 'wide', replicationFactor: 3 }], timeoutMs: 10_000 }),
    )
    expect(errorName(wide.topics[0]?.errorCode ?? -1)).toBe('INVALID_REPLICATION_FACTOR')
    const names = ['away', 'kept', 'placed']
    await atController((client) => client.ask(DeleteTopics, 4, { topicNames: names, timeoutMs: 5000 }))
    await cluster.broker(away).start()
    await cluster.allKnown()
    await eventually('they are gone', async () => {
      const { topics } = await atController((client) => client.ask(Metadata, 8, { topics: null }))
      return topics.every(({ name }) => !names.includes(name ?? ''))
    })
    for (const name of names) {
      await eventually(`${name} can be made again`, () =>
        create(name, [[0, 1, 2]]).then(
          () => true,
          () => false,
        ),
      )
    }
  })
})

describe('the office', () => {
  it('moves with a clean stop, and everything goes on', async () => {
    await create('office', [[0, 1, 2]])
    const first = await controllerId()
    await cluster.broker(first).stop()
    const others = [0, 1, 2].filter((id) => id !== first)
    await eventually('another is elected', async () => (await controllerId()) !== first)
    await create('after', [others])
    await shows('after', `${others[0]} | ${others} | ${others}`)
    await cluster.broker(first).start()
    await cluster.allKnown()
    await eventually('all are in sync', async () => {
      const [seen] = await atController((client) => partitionsOf(client, 'office'))
      return seen?.isrNodes.length === 3
    })
  })
})
