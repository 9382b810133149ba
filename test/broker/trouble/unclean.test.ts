import { afterEach, describe, expect, it } from 'vitest'
import { CreateTopics } from '../../../src/wire/kafka/create-topics.ts'
import { IncrementalAlterConfigs } from '../../../src/wire/kafka/incremental-alter-configs.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { zeroUuid } from '../../../src/wire/schema/index.ts'
import { eventually } from '../../kit/servers.ts'
import { oneRecord } from '../kit/batches.ts'
import { type TestBroker, TestBrokers } from '../kit/brokers.ts'

const topicType = 2
const brokerType = 4

let cluster: TestBrokers
afterEach(() => cluster.close())

const partitionOf = (broker: TestBroker) =>
  broker.ask(async (client) => {
    const { topics } = await client.ask(Metadata, 9, { topics: [{ name: 't', topicId: zeroUuid }] })
    return topics[0]?.partitions[0]
  })

/** Broker 1 has the first record, and broker 0 alone the second; broker 0 is gone. */
async function leaderless(): Promise<TestBroker> {
  cluster = await TestBrokers.start(3)
  const [first, second, third] = [0, 1, 2].map((id) => cluster.broker(id))
  if (first === undefined || second === undefined || third === undefined) throw new Error('three brokers')
  const assignments = [{ partitionIndex: 0, brokerIds: [0, 1] }]
  const topics = [{ name: 't', numPartitions: -1, replicationFactor: -1, assignments, configs: [] }]
  await (await cluster.controller()).ask((client) => client.ask(CreateTopics, 5, { topics, timeoutMs: 10_000 }))
  await eventually('in sync', async () => (await partitionOf(first))?.isrNodes.length === 2)
  expect(await first.ask((client) => client.produce('t', oneRecord('both')))).toEqual({ error: 'NONE', offset: 0 })
  await second.stop()
  await eventually('one in sync', async () => (await partitionOf(first))?.isrNodes.length === 1)
  expect(await first.ask((client) => client.produce('t', oneRecord('one')))).toEqual({ error: 'NONE', offset: 1 })
  await first.stop()
  await second.start()
  await cluster.allKnown()
  expect(await partitionOf(third)).toMatchObject({ leaderId: -1, isrNodes: [0] })
  return second
}

/** The one out of sync leads: what it never had is given up, by broker 0 too when it comes back. */
async function ledUncleanly(): Promise<void> {
  const second = cluster.broker(1)
  await eventually('broker 1 leads', async () => (await partitionOf(second))?.leaderId === 1)
  expect(await second.ask((client) => client.produce('t', oneRecord('after')))).toEqual({ error: 'NONE', offset: 1 })
  await cluster.broker(0).start()
  await eventually('in sync again', async () => (await partitionOf(second))?.isrNodes.length === 2)
  const values = await second.ask((client) => client.consume('t'))
  expect(values.map(({ value }) => String(value))).toEqual(['both', 'after'])
}

const enable = { name: 'unclean.leader.election.enable', configOperation: 0, value: 'true' }
const alter = (broker: TestBroker, resourceType: number, resourceName: string) =>
  broker.ask(async (client) => {
    const resources = [{ resourceType, resourceName, configs: [enable] }]
    const answer = await client.ask(IncrementalAlterConfigs, 1, { resources, validateOnly: false })
    expect(answer.responses[0]?.errorCode).toBe(0)
  })

describe('a partition whose replicas in sync are all gone gets a leader as soon as an unclean election is allowed', () => {
  it('for its topic', async () => {
    await alter(await leaderless(), topicType, 't')
    await ledUncleanly()
  })

  it('for all brokers', async () => {
    await alter(await leaderless(), brokerType, '')
    await ledUncleanly()
  })
})
