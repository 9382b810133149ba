import { afterEach, expect, test } from 'vitest'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { DeleteRecords } from '../../../src/wire/kafka/delete-records.ts'
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
