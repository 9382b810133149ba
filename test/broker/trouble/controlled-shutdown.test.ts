import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { zeroUuid } from '../../../src/wire/schema/index.ts'
import { eventually } from '../../kit/servers.ts'
import { oneRecord } from '../kit/batches.ts'
import { type TestBroker, TestBrokers } from '../kit/brokers.ts'

const partitionCount = 6
const all = Array.from({ length: partitionCount }, (_, index) => index)

let cluster: TestBrokers
beforeAll(async () => {
  cluster = await TestBrokers.start(3, { 'min.insync.replicas': '2' })
  const controller = await cluster.controller()
  await controller.ask((client) => client.createTopic('t', {}, partitionCount, 3))
  await inSync()
})
afterAll(() => cluster.close())

const partitionsAt = (broker: TestBroker) =>
  broker.ask(async (client) => {
    const { topics } = await client.ask(Metadata, 9, { topics: [{ name: 't', topicId: zeroUuid }] })
    return topics[0]?.partitions ?? []
  })

const others = (leaving: TestBroker) => cluster.brokers.filter(({ id }) => id !== leaving.id)

const inSync = () =>
  eventually('all replicas are in sync', async () => {
    const views = await Promise.all(cluster.brokers.map(partitionsAt))
    return views.every((view) => view.length === partitionCount && view.every(({ isrNodes }) => isrNodes.length === 3))
  })

/** Its leaders are elsewhere, and it is in no ISR, as soon as its process ends: nobody has to wait for its session. */
async function leavesInOrder(leaving: TestBroker): Promise<void> {
  await leaving.stop()
  expect(leaving.lines.join('\n')).toMatch(/Controlled shutdown request returned successfully after \d+ms/)
  for (const other of others(leaving)) {
    await eventually(`broker ${other.id} knows`, async () =>
      (await partitionsAt(other)).every(
        ({ leaderId, isrNodes }) => leaderId >= 0 && leaderId !== leaving.id && !isrNodes.includes(leaving.id),
      ),
    )
  }
  const [any] = others(leaving)
  for (const index of all) {
    const view = any === undefined ? [] : await partitionsAt(any)
    const leader = cluster.broker(view.find(({ partitionIndex }) => partitionIndex === index)?.leaderId ?? -1)
    const answer = await leader.ask((client) => client.produce('t', oneRecord(`without ${leaving.id}`), index))
    expect(answer.error).toBe('NONE')
  }
  await leaving.start()
  await cluster.allKnown()
  await inSync()
}

describe('a broker that is stopped', () => {
  it('hands its leaders over first', async () => {
    const controller = await cluster.controller()
    const [leaving] = others(controller)
    if (leaving !== undefined) await leavesInOrder(leaving)
  })

  it('does so too when it is the controller itself', async () => {
    const controller = await cluster.controller()
    await leavesInOrder(controller)
    expect((await cluster.controller()).id).not.toBe(controller.id)
  })

  it('ends when there is nobody left to ask, after so many attempts as it was told', async () => {
    await Promise.all(cluster.brokers.map((broker) => broker.stop()))
    await Promise.all(cluster.brokers.map((broker) => broker.start()))
    await cluster.allKnown()
    await inSync()
  })
})
