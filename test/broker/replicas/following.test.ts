import { afterEach, expect, test } from 'vitest'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { DeleteRecords } from '../../../src/wire/kafka/delete-records.ts'
import { IncrementalAlterConfigs } from '../../../src/wire/kafka/incremental-alter-configs.ts'
import { batches } from '../../../src/wire/records/batch.ts'
import { eventually } from '../../kit/servers.ts'
import { Brokers } from './brokers.ts'

let cluster: Brokers | undefined
afterEach(async () => {
  await cluster?.close()
  cluster = undefined
})

test('followers have the same bytes as their leader', async () => {
  cluster = await Brokers.start(3)
  await cluster.createTopic('t', [
    [0, 1, 2],
    [1, 2, 0],
    [2, 0, 1],
  ])
  for (let at = 0; at < 30; at++) {
    const partition = at % 3
    const answer = await cluster.produce('t', `record ${at}`, { partition })
    expect(answer).toEqual({ error: 'NONE', offset: Math.floor(at / 3) })
  }
  for (const partition of [0, 1, 2]) {
    expect(cluster.bytes(partition, 't', partition).length).toBeGreaterThan(500)
    await cluster.identical('t', partition, [partition, 0, 1, 2])
  }
})

test('what a leader alone had is cut from it when another one led meanwhile', async () => {
  cluster = await Brokers.start(3)
  await cluster.createTopic('t', [[0, 1, 2]], { 'unclean.leader.election.enable': 'true' })
  for (let at = 0; at < 5; at++) await cluster.produce('t', `common ${at}`, { acks: -1 })
  await cluster.identical('t', 0, [0, 1, 2])
  await cluster.stop(1)
  await cluster.stop(2)
  for (let at = 0; at < 7; at++) await cluster.produce('t', `lost ${at}`)
  await cluster.stop(0)
  await cluster.run(1)
  await cluster.run(2)
  await cluster.ready(2)
  await eventually('broker 1 leads', async () => (await cluster?.leaderOf('t')) === 1)
  for (let at = 0; at < 3; at++) await cluster.produce('t', `kept ${at}`, { acks: -1 })
  await cluster.run(0)
  await cluster.identical('t', 0, [1, 0, 2])
  await eventually('broker 0 is in sync', async () => (await cluster?.described('t'))?.isrNodes.includes(0) === true)
  const values = (await cluster.with(1, (client) => client.consume('t'))).map(({ value }) => String(value))
  expect(values).toEqual([0, 1, 2, 3, 4].map((at) => `common ${at}`).concat([0, 1, 2].map((at) => `kept ${at}`)))
})

test('a follower without its disk fetches all again; deleted records are not among it', async () => {
  cluster = await Brokers.start(3)
  await cluster.createTopic('t', [[0, 1, 2]])
  for (let at = 0; at < 20; at++) await cluster.produce('t', `record ${at}`, { acks: -1 })
  await cluster.stop(2)
  const topics = [{ name: 't', partitions: [{ partitionIndex: 0, offset: 13 }] }]
  const deleted = await cluster.with(0, (client) => client.ask(DeleteRecords, 2, { topics, timeoutMs: 10_000 }))
  expect(deleted.topics[0]?.partitions[0]).toMatchObject({ errorCode: 0, lowWatermark: 13 })
  cluster.member(2).disk = new MemoryDisk()
  await cluster.run(2)
  await eventually('broker 2 is in sync', async () => (await cluster?.described('t'))?.isrNodes.includes(2) === true)
  const [first] = batches(cluster.bytes(2, 't'))
  expect(first?.baseOffset).toBe(13)
  await cluster.produce('t', 'last', { acks: -1 })
  expect([...batches(cluster.bytes(2, 't'))].at(-1)?.lastOffset).toBe(20)
})

const inSync = (brokers: Brokers, topic: string, count: number, partition = 0) =>
  eventually(
    `${count} replicas of ${topic} are in sync`,
    async () => (await brokers.described(topic, partition))?.isrNodes.length === count,
  )

async function setConfig(brokers: Brokers, resourceType: number, resourceName: string, name: string, value: string) {
  const resources = [{ resourceType, resourceName, configs: [{ name, configOperation: 0, value }] }]
  await brokers.with(0, (client) => client.ask(IncrementalAlterConfigs, 1, { validateOnly: false, resources }))
}

const [topicConfig, brokerConfig] = [2, 4]

test('a follower that is told to be slow lets throttled partitions wait, and no others', async () => {
  const settings = { 'follower.replication.throttled.rate': '1', 'replica.fetch.max.bytes': '100' }
  const brokers = await Brokers.start(2, { ...settings, 'replica.fetch.backoff.ms': '50' })
  cluster = brokers
  await brokers.createTopic('slow', [[0, 1]], { 'follower.replication.throttled.replicas': '0:1' })
  await brokers.createTopic('free', [[0, 1]])
  await brokers.stop(1)
  for (const topic of ['slow', 'free']) {
    for (let at = 0; at < 20; at++) await brokers.produce(topic, 'x'.repeat(100))
  }
  await brokers.run(1)
  await inSync(brokers, 'free', 2)
  expect((await brokers.described('slow'))?.isrNodes).toEqual([0])
  expect(brokers.bytes(1, 'slow').length).toBeLessThan(brokers.bytes(0, 'slow').length)
  await setConfig(brokers, topicConfig, 'slow', 'follower.replication.throttled.replicas', '0:0')
  await inSync(brokers, 'slow', 2)
  await brokers.identical('slow', 0, [0, 1])
})

test('partitions are spread over several fetchers, and anew when their number changes', async () => {
  const brokers = await Brokers.start(2, { 'num.replica.fetchers': '2' })
  cluster = brokers
  const partitions = [0, 1, 2, 3, 4, 5, 6, 7]
  await brokers.createTopic(
    't',
    partitions.map(() => [0, 1]),
  )
  for (const count of ['3', '4', '2']) {
    for (const partition of partitions) await brokers.produce('t', `with ${count}`, { partition, acks: -1 })
    await setConfig(brokers, brokerConfig, '', 'num.replica.fetchers', count)
  }
  for (const partition of partitions) {
    await brokers.produce('t', 'last', { partition, acks: -1 })
    await brokers.identical('t', partition, [0, 1])
  }
})

test('a follower whose disk is full leaves the others alone, and catches up on a larger one', async () => {
  const brokers = await Brokers.start(2, { 'replica.lag.time.max.ms': '500' })
  cluster = brokers
  await brokers.createTopic('t', [[0, 1]])
  await brokers.produce('t', 'first', { acks: -1 })
  await brokers.stop(1)
  brokers.member(1).disk = new MemoryDisk({ capacity: 15_000 })
  await brokers.run(1)
  for (let at = 0; at < 30; at++) {
    expect(await brokers.produce('t', 'x'.repeat(1000), { acks: -1 })).toMatchObject({ error: 'NONE' })
  }
  await inSync(brokers, 't', 1)
  await brokers.stop(1)
  brokers.member(1).disk = new MemoryDisk()
  await brokers.run(1)
  await inSync(brokers, 't', 2)
  await brokers.identical('t', 0, [0, 1])
})

test('a follower with a torn log takes what is whole of it, and fetches the rest again', async () => {
  const brokers = await Brokers.start(2)
  cluster = brokers
  await brokers.createTopic('t', [[0, 1]])
  for (let at = 0; at < 10; at++) await brokers.produce('t', `record ${at}`, { acks: -1 })
  await brokers.identical('t', 0, [0, 1])
  await brokers.stop(1)
  const { disk } = brokers.member(1)
  const log = disk.open('/kafka-logs/t-0/00000000000000000000.log', 'write')
  log.write([Buffer.alloc(30, 0xee)], log.size() - 100)
  log.close()
  disk.remove('/kafka-logs/.kafka_cleanshutdown')
  disk.writeFile('/kafka-logs/recovery-point-offset-checkpoint', Buffer.from('0\n1\nt 0 3\n'))
  for (let at = 0; at < 5; at++) await brokers.produce('t', `later ${at}`)
  await brokers.run(1)
  await inSync(brokers, 't', 2)
  await brokers.identical('t', 0, [0, 1])
  expect(brokers.lines.join('\n')).toMatch(/Cutting \d+ invalid bytes off segment 0/)
})
