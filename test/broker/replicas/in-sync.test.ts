import { afterEach, expect, test } from 'vitest'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { eventually } from '../../kit/servers.ts'
import { Brokers } from './brokers.ts'
import { CuttableTransport } from './cuttable.ts'

let cluster: Brokers | undefined
afterEach(async () => {
  await cluster?.close()
  cluster = undefined
})

const isrOf = async (brokers: Brokers, topic: string, from?: number) =>
  [...((await brokers.described(topic, 0, from))?.isrNodes ?? [])].sort()

test('a follower that is gone leaves the ISR, acks=all goes on, and it joins again when it is back', async () => {
  cluster = await Brokers.start(3, { 'replica.lag.time.max.ms': '1500', 'controlled.shutdown.enable': 'false' })
  const brokers = cluster
  await brokers.createTopic('t', [[0, 1, 2]], { 'min.insync.replicas': '2' })
  expect(await brokers.produce('t', 'one', { acks: -1 })).toEqual({ error: 'NONE', offset: 0 })
  await brokers.stop(2)
  expect(await brokers.produce('t', 'two', { acks: -1 })).toEqual({ error: 'NONE', offset: 1 })
  await eventually('broker 2 is out of sync', async () => (await isrOf(brokers, 't', 0)).join() === '0,1')
  await brokers.stop(1)
  await eventually('broker 1 is out of sync', async () => (await isrOf(brokers, 't', 0)).join() === '0')
  expect((await brokers.produce('t', 'three', { acks: -1 })).error).toBe('NOT_ENOUGH_REPLICAS')
  await brokers.run(1)
  await brokers.run(2)
  await eventually('all are in sync', async () => (await isrOf(brokers, 't', 0)).join() === '0,1,2')
  expect(await brokers.produce('t', 'four', { acks: -1 })).toEqual({ error: 'NONE', offset: 2 })
  await brokers.identical('t', 0, [0, 1, 2])
})

/** A cluster whose controller leads a partition, and a follower that can be cut off from it. */
async function withFollower(settings: Record<string, string>) {
  const transports = [0, 1, 2].map(() => new CuttableTransport())
  const transportOf = (id: number) => transports[id] ?? new CuttableTransport()
  const brokers = await Brokers.start(3, { 'replica.lag.time.max.ms': '1500', ...settings }, transportOf)
  cluster = brokers
  const { controllerId: leader } = await brokers.with(0, (client) => client.ask(Metadata, 1, { topics: [] }))
  const follower = leader === 0 ? 1 : 0
  return { brokers, leader, follower, transport: transportOf(follower) }
}

test('a follower that can’t reach its leader holds up acks=all until it is out of sync, and comes back', async () => {
  const { brokers, leader, follower, transport } = await withFollower({ 'replica.fetch.backoff.ms': '100' })
  await brokers.createTopic('t', [[leader, follower]])
  expect(await brokers.produce('t', 'one', { acks: -1 })).toEqual({ error: 'NONE', offset: 0 })
  transport.cut(brokers.port(leader))
  expect((await brokers.produce('t', 'two', { acks: -1, timeoutMs: 100 })).error).toBe('REQUEST_TIMED_OUT')
  // Waits until the follower does not count any more.
  expect(await brokers.produce('t', 'three', { acks: -1 })).toEqual({ error: 'NONE', offset: 2 })
  expect(await isrOf(brokers, 't', leader)).toEqual([leader])
  transport.mend()
  await eventually('both are in sync', async () => (await isrOf(brokers, 't', leader)).length === 2)
  await brokers.identical('t', 0, [leader, follower])
})

test('nothing is committed while fewer are in sync than the topic wants', async () => {
  const { brokers, leader, follower, transport } = await withFollower({ 'replica.fetch.backoff.ms': '100' })
  await brokers.createTopic('t', [[leader, follower]], { 'min.insync.replicas': '2' })
  transport.cut(brokers.port(leader))
  expect((await brokers.produce('t', 'one', { acks: 1 })).error).toBe('NONE')
  await eventually('it is out of sync', async () => (await isrOf(brokers, 't', leader)).length === 1)
  expect((await brokers.produce('t', 'two', { acks: -1 })).error).toBe('NOT_ENOUGH_REPLICAS')
  transport.mend()
  await eventually('both are in sync', async () => (await isrOf(brokers, 't', leader)).length === 2)
  expect(await brokers.produce('t', 'three', { acks: -1 })).toEqual({ error: 'NONE', offset: 1 })
})
