import { afterEach, expect, test } from 'vitest'
import { DeleteRecords } from '../../../src/wire/kafka/delete-records.ts'
import { errorName } from '../../../src/wire/kafka/errors.ts'
import { Fetch, type FetchResponse } from '../../../src/wire/kafka/fetch.ts'
import { IncrementalAlterConfigs } from '../../../src/wire/kafka/incremental-alter-configs.ts'
import { ListOffsets } from '../../../src/wire/kafka/list-offsets.ts'
import { eventually } from '../../kit/servers.ts'
import { Brokers } from './brokers.ts'

let cluster: Brokers | undefined
afterEach(async () => {
  await cluster?.close()
  cluster = undefined
})

interface Asking {
  readonly version?: number
  readonly fetchOffset?: number
  readonly maxWaitMs?: number
  readonly rackId?: string
  readonly replicaId?: number
  readonly currentLeaderEpoch?: number
}

async function fetchFrom(brokers: Brokers, id: number, topic: string, asking: Asking = {}) {
  const { version = 11, fetchOffset = 0, maxWaitMs = 0, rackId = '', replicaId = -1, currentLeaderEpoch = -1 } = asking
  const partitions = [{ partition: 0, fetchOffset, currentLeaderEpoch, partitionMaxBytes: 1 << 20 }]
  const request = { replicaId, maxWaitMs, minBytes: 1, maxBytes: 1 << 20, rackId, topics: [{ topic, partitions }] }
  return told(await brokers.with(id, (client) => client.ask(Fetch, version, request)))
}

function told({ responses }: FetchResponse) {
  const partition = responses[0]?.partitions[0]
  if (partition === undefined) throw new Error('nothing about the partition')
  const { errorCode, preferredReadReplica, highWatermark, logStartOffset, records } = partition
  const bytes = records?.length ?? 0
  return { error: errorName(errorCode), preferredReadReplica, highWatermark, logStartOffset, hasRecords: bytes > 0 }
}

const rackAware = { 'replica.selector.class': 'org.apache.kafka.common.replica.RackAwareReplicaSelector' }

test('a consumer is sent to the replica in its rack, which serves it what is committed', async () => {
  const brokers = await Brokers.start(3, rackAware)
  cluster = brokers
  await brokers.createTopic('t', [[0, 1, 2]])
  await brokers.produce('t', 'one', { acks: -1 })
  const sent = await fetchFrom(brokers, 0, 't', { rackId: 'rack-1' })
  expect(sent).toMatchObject({ error: 'NONE', preferredReadReplica: 1, hasRecords: false })
  expect(await fetchFrom(brokers, 0, 't', { rackId: 'rack-0' })).toMatchObject({
    preferredReadReplica: -1,
    hasRecords: true,
  })
  expect(await fetchFrom(brokers, 0, 't', { rackId: 'elsewhere' })).toMatchObject({ preferredReadReplica: -1 })
  await eventually('the follower serves the record', async () => (await fetchFrom(brokers, 1, 't')).hasRecords)
  expect(await fetchFrom(brokers, 1, 't', { version: 10 })).toMatchObject({ error: 'NOT_LEADER_OR_FOLLOWER' })
  const waiting = fetchFrom(brokers, 1, 't', { fetchOffset: 1, maxWaitMs: 30_000 })
  await brokers.produce('t', 'two', { acks: -1 })
  expect(await waiting).toMatchObject({ error: 'NONE', hasRecords: true })
  expect(await fetchFrom(brokers, 1, 't', { fetchOffset: 7 })).toMatchObject({ error: 'OFFSET_OUT_OF_RANGE' })
})

test('a broker that has no replica can’t follow', async () => {
  const brokers = await Brokers.start(1)
  cluster = brokers
  await brokers.createTopic('t', [[0]])
  await brokers.produce('t', 'one')
  expect((await fetchFrom(brokers, 0, 't', { replicaId: 7 })).error).toBe('NOT_LEADER_OR_FOLLOWER')
  expect((await fetchFrom(brokers, 0, 't', { replicaId: 7, currentLeaderEpoch: 0 })).error).toBe('UNKNOWN_LEADER_EPOCH')
})

test('records are deleted when all live replicas have deleted them', async () => {
  const brokers = await Brokers.start(3)
  cluster = brokers
  await brokers.createTopic('t', [[0, 1, 2]])
  for (const value of ['one', 'two', 'three']) await brokers.produce('t', value, { acks: -1 })
  const topics = [{ name: 't', partitions: [{ partitionIndex: 0, offset: 2 }] }]
  const answer = await brokers.with(0, (client) => client.ask(DeleteRecords, 2, { topics, timeoutMs: 30_000 }))
  expect(answer.topics[0]?.partitions[0]).toMatchObject({ errorCode: 0, lowWatermark: 2 })
  for (const id of [0, 1, 2]) {
    expect((await fetchFrom(brokers, id, 't', { fetchOffset: 2 })).logStartOffset).toBe(2)
  }
})

test('any replica tells a tool where its own log ends, consumers have to ask the leader', async () => {
  const brokers = await Brokers.start(2)
  cluster = brokers
  await brokers.createTopic('t', [[0, 1]])
  await brokers.produce('t', 'one', { acks: -1 })
  const latest = async (replicaId: number) => {
    const topics = [{ name: 't', partitions: [{ partitionIndex: 0, timestamp: -1 }] }]
    const { topics: found } = await brokers.with(1, (client) =>
      client.ask(ListOffsets, 5, { replicaId, isolationLevel: 0, topics }),
    )
    const { errorCode = -1, offset } = found[0]?.partitions[0] ?? {}
    return [errorName(errorCode), offset]
  }
  expect(await latest(-2)).toEqual(['NONE', 1])
  expect(await latest(-1)).toEqual(['NOT_LEADER_OR_FOLLOWER', -1])
})

test('a throttled follower has to wait until it is not any more; one in sync never does', async () => {
  const settings = { 'leader.replication.throttled.rate': '1', 'replica.fetch.max.bytes': '100' }
  const brokers = await Brokers.start(2, settings)
  cluster = brokers
  await brokers.createTopic('t', [[0, 1]], { 'leader.replication.throttled.replicas': '*' })
  for (let at = 0; at < 20; at++) await brokers.produce('t', 'x'.repeat(100), { acks: -1 })
  await brokers.stop(1)
  for (let at = 0; at < 20; at++) await brokers.produce('t', 'x'.repeat(100))
  await brokers.run(1)
  const before = brokers.bytes(1, 't').length
  await eventually('something came', () => brokers.bytes(1, 't').length > 0)
  expect(before).toBeLessThan(brokers.bytes(0, 't').length)
  expect((await brokers.described('t'))?.isrNodes).toEqual([0])
  await brokers.with(0, (client) =>
    client.ask(IncrementalAlterConfigs, 1, {
      validateOnly: false,
      resources: [
        {
          ...{ resourceType: 2, resourceName: 't' },
          configs: [{ name: 'leader.replication.throttled.replicas', configOperation: 1, value: null }],
        },
      ],
    }),
  )
  await eventually('it is in sync', async () => (await brokers.described('t'))?.isrNodes.length === 2)
  await brokers.identical('t', 0, [0, 1])
})
