import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../../src/base/clock.ts'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { CreateTopics } from '../../../src/wire/kafka/create-topics.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { zeroUuid } from '../../../src/wire/schema/index.ts'
import { eventually } from '../../kit/servers.ts'
import { oneRecord } from '../kit/batches.ts'
import { type TestBroker, TestBrokers } from '../kit/brokers.ts'

let cluster: TestBrokers
afterEach(() => cluster.close())

const partitionAt = (broker: TestBroker) =>
  broker.ask(async (client) => {
    const { topics } = await client.ask(Metadata, 9, { topics: [{ name: 't', topicId: zeroUuid }] })
    return topics[0]?.partitions[0]
  })

const inSync = (broker: TestBroker, count: number) =>
  eventually(`${count} in sync`, async () => (await partitionAt(broker))?.isrNodes.length === count)

/** Broker 2 only keeps the office while the others come and go. */
async function started(): Promise<[TestBroker, TestBroker]> {
  cluster = await TestBrokers.start(3)
  const assignments = [{ partitionIndex: 0, brokerIds: [0, 1] }]
  const topics = [{ name: 't', numPartitions: -1, replicationFactor: -1, assignments, configs: [] }]
  await (await cluster.controller()).ask((client) => client.ask(CreateTopics, 5, { topics, timeoutMs: 10_000 }))
  const [first, second] = [cluster.broker(0), cluster.broker(1)]
  await inSync(first, 2)
  await first.ask((client) => client.produce('t', oneRecord('old')))
  return [first, second]
}

async function comesBackEmpty(broker: TestBroker): Promise<void> {
  broker.disk = new MemoryDisk({ now: systemClock.now })
  await broker.start()
  await cluster.allKnown()
}

const valuesAt = async (broker: TestBroker) =>
  (await broker.ask((client) => client.consume('t'))).map(({ value }) => String(value))

describe('a broker that comes back with an empty disk', () => {
  it('follows, and fetches everything again', async () => {
    const [first, second] = await started()
    await first.stop()
    await second.ask((client) => client.produce('t', oneRecord('new')))
    await comesBackEmpty(first)
    await inSync(second, 2)
    await second.stop()
    await eventually('it leads', async () => (await partitionAt(first))?.leaderId === 0)
    expect(await valuesAt(first)).toEqual(['old', 'new'])
  })

  it('leads what it alone was in sync of, empty as it is: nobody knows better, as in Kafka', async () => {
    const [first, second] = await started()
    await second.stop()
    await inSync(first, 1)
    await first.ask((client) => client.produce('t', oneRecord('lost')))
    await first.stop()
    await comesBackEmpty(first)
    await eventually('it leads', async () => (await partitionAt(first))?.leaderId === 0)
    expect(await first.ask((client) => client.produce('t', oneRecord('afresh')))).toEqual({ error: 'NONE', offset: 0 })
    await second.start()
    await inSync(first, 2)
    await first.stop()
    await eventually('the other leads', async () => (await partitionAt(second))?.leaderId === 1)
    expect(await valuesAt(second)).toEqual(['afresh'])
  })
})
