import { afterEach, expect, test } from 'vitest'
import { eventually } from '../../kit/servers.ts'
import { Brokers } from './brokers.ts'

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
