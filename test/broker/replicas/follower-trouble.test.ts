import { afterEach, beforeEach, expect, test } from 'vitest'
import { errorCode } from '../../../src/wire/kafka/errors.ts'
import { LeaderAndIsr } from '../../../src/wire/kafka/leader-and-isr.ts'
import { UpdateMetadata } from '../../../src/wire/kafka/update-metadata.ts'
import { batches } from '../../../src/wire/records/batch.ts'
import { buildBatch } from '../../../src/wire/records/builder.ts'
import { zeroUuid } from '../../../src/wire/schema/index.ts'
import { eventually } from '../../kit/servers.ts'
import { WireClient } from '../../kit/wire-client.ts'
import { TestCluster } from '../kit/cluster.ts'
import { answerOf, noNews, ScriptedLeader, sessionId, sessionRefused, wantedIn } from './scripted-leader.ts'

/** Broker 0 follows what the test, as leader and controller, tells it. */
const leaderId = 9
const controllerEpoch = 1000
const topicId = 'abcdefghijklmnopqrstug'

let cluster: TestCluster
let leader: ScriptedLeader

beforeEach(async () => {
  leader = await ScriptedLeader.start()
  cluster = await TestCluster.start({
    'replica.fetch.backoff.ms': '20',
    'replica.high.watermark.checkpoint.interval.ms': '20',
    'controlled.shutdown.enable': 'false',
  })
  await follow(5)
})

afterEach(async () => {
  await cluster.close()
  await leader.close()
})

/** As a controller says it: the leader of t-0 is the test, under this epoch. */
async function follow(leaderEpoch: number, topicName = 't', id = topicId): Promise<void> {
  const endpoint = { host: '127.0.0.1', listener: 'PLAINTEXT', securityProtocol: 0 }
  const liveBrokers = [
    { id: 0, endpoints: [{ ...endpoint, port: cluster.port }], rack: null },
    { id: leaderId, endpoints: [{ ...endpoint, port: leader.port }], rack: null },
  ]
  const state = { controllerEpoch, leader: leaderId, leaderEpoch, isr: [9], replicas: [9, 0], partitionIndex: 0 }
  const common = { controllerId: leaderId, controllerEpoch, brokerEpoch: -1 }
  await WireClient.with(cluster.port, async (client) => {
    const known = { topicName, topicId: id, partitionStates: [{ ...state, zkVersion: leaderEpoch }] }
    await client.ask(UpdateMetadata, 8, { ...common, ungroupedPartitionStates: [], topicStates: [known], liveBrokers })
    const assigned = { topicName, topicId: id, partitionStates: [{ ...state, partitionEpoch: leaderEpoch }] }
    const body = { ...common, ungroupedPartitionStates: [], topicStates: [assigned], liveLeaders: [] }
    const { errorCode: code } = await client.ask(LeaderAndIsr, 7, body)
    expect(code).toBe(0)
  })
}

const led = (baseOffset: number, values: readonly string[], partitionLeaderEpoch = 5) =>
  buildBatch(
    values.map((value) => ({ timestamp: 1, key: null, value: Buffer.from(value) })),
    { baseOffset, partitionLeaderEpoch },
  )

/** The follower's batches, as first-last offset. */
function held(): string[] {
  const folder = '/kafka-logs/t-0'
  const logs = cluster.disk.list(folder).filter(({ name }) => name.endsWith('.log'))
  const bytes = Buffer.concat(logs.map(({ name }) => cluster.disk.readFile(`${folder}/${name}`)))
  return Array.from(batches(bytes), ({ baseOffset, lastOffset }) => `${baseOffset}-${lastOffset}`)
}

const checkpointed = (name: string) => cluster.disk.readFile(`/kafka-logs/${name}`).toString().split('\n')[2]

/** Fills the follower with offsets 0 to 9, two to a batch, and gives its next request. */
async function filled() {
  const first = await leader.fetch()
  const all = [0, 2, 4, 6, 8].map((offset) => led(offset, ['a', 'b']))
  first.answer(answerOf(topicId, { records: Buffer.concat(all), highWatermark: 8 }))
  const second = await leader.fetch()
  expect(wantedIn(second)).toMatchObject({ fetchOffset: 10, lastFetchedEpoch: 5 })
  return second
}

test('a follower asks as Kafka does', async () => {
  const { request, version, clientId, answer } = await leader.fetch()
  expect([version, clientId]).toEqual([16, 'broker-0-fetcher-0'])
  expect(request).toMatchObject({
    ...{ replicaState: { replicaId: 0 }, maxWaitMs: 500, minBytes: 1, maxBytes: 10485760, isolationLevel: 0 },
    ...{ sessionId: 0, sessionEpoch: 0, forgottenTopicsData: [], rackId: '' },
  })
  expect(request.replicaState.replicaEpoch).toBeGreaterThan(0)
  expect(request.topics).toMatchObject([
    {
      topicId,
      partitions: [
        {
          ...{ partition: 0, currentLeaderEpoch: 5, fetchOffset: 0, lastFetchedEpoch: -1, logStartOffset: 0 },
          partitionMaxBytes: 1048576,
        },
      ],
    },
  ])
  answer(answerOf(topicId, {}))
  const next = await leader.fetch()
  expect(next.request).toMatchObject({ sessionId, sessionEpoch: 1, topics: [], forgottenTopicsData: [] })
})

test('the high watermark and the start of the log follow the leader, as far as the records are here', async () => {
  const next = await filled()
  await eventually('the high watermark is kept', () => checkpointed('replication-offset-checkpoint') === 't 0 8')
  next.answer(answerOf(topicId, { highWatermark: 30, logStartOffset: 3 }))
  const third = await leader.fetch()
  expect(wantedIn(third)).toMatchObject({ fetchOffset: 10, logStartOffset: 3 })
  await eventually(
    'the high watermark is the log end',
    () => checkpointed('replication-offset-checkpoint') === 't 0 10',
  )
  third.answer(answerOf(topicId, { highWatermark: 5, logStartOffset: 3 }))
  ;(await leader.fetch()).answer(noNews)
  await leader.fetch()
  expect(checkpointed('replication-offset-checkpoint')).toBe('t 0 10')
})

test.each(['FETCH_SESSION_ID_NOT_FOUND', 'INVALID_FETCH_SESSION_EPOCH', 'FETCH_SESSION_TOPIC_ID_ERROR'] as const)(
  'after %s a new session begins where the log ends',
  async (error) => {
    const asked = await filled()
    asked.answer(sessionRefused(error))
    const { request } = await leader.fetch()
    expect(request).toMatchObject({ sessionEpoch: 0, topics: [{ topicId, partitions: [{ fetchOffset: 10 }] }] })
  },
)

test.each([
  'UNKNOWN_LEADER_EPOCH',
  'NOT_LEADER_OR_FOLLOWER',
  'UNKNOWN_TOPIC_OR_PARTITION',
  'UNKNOWN_TOPIC_ID',
  'INCONSISTENT_TOPIC_ID',
  'KAFKA_STORAGE_ERROR',
  'UNKNOWN_SERVER_ERROR',
] as const)('after %s the partition is left out for a while', async (error) => {
  const asked = await filled()
  asked.answer(answerOf(topicId, { errorCode: errorCode(error) }))
  const next = await leader.fetch()
  expect(next.request).toMatchObject({ topics: [], forgottenTopicsData: [{ topicId, partitions: [0] }] })
  next.answer({ ...noNews, sessionId: 0 })
  expect(wantedIn(await leader.fetch())).toMatchObject({ fetchOffset: 10 })
})

test('a fenced follower waits for the controller', async () => {
  const asked = await filled()
  asked.answer(answerOf(topicId, { errorCode: errorCode('FENCED_LEADER_EPOCH') }))
  const next = await leader.fetch()
  expect(next.request.forgottenTopicsData).toMatchObject([{ topicId, partitions: [0] }])
  next.answer({ ...noNews, sessionId: 0 })
  await follow(6)
  expect(wantedIn(await leader.fetch())).toMatchObject({ currentLeaderEpoch: 6, fetchOffset: 10 })
})

test('what was asked under an older leader epoch is not taken', async () => {
  const asked = await filled()
  await follow(6)
  asked.answer(answerOf(topicId, { records: led(10, ['stale']), highWatermark: 11 }))
  expect(wantedIn(await leader.fetch())).toMatchObject({ currentLeaderEpoch: 6, fetchOffset: 10 })
  expect(held()).toEqual(['0-1', '2-3', '4-5', '6-7', '8-9'])
})

test.each([
  ['the leader is shorter', { epoch: 5, endOffset: 6 }, 6, ['0-1', '2-3', '4-5']],
  ['the place lies within a batch', { epoch: 5, endOffset: 7 }, 6, ['0-1', '2-3', '4-5']],
  ['the leader never had the epoch', { epoch: 4, endOffset: 3 }, 0, []],
] as const)('a diverging log is cut: %s', async (_case, divergingEpoch, fetchOffset, left) => {
  const asked = await filled()
  asked.answer(answerOf(topicId, { divergingEpoch }))
  const next = await leader.fetch()
  expect(wantedIn(next)).toMatchObject({ fetchOffset })
  expect(held()).toEqual(left)
  next.answer(answerOf(topicId, { records: led(fetchOffset, ['new'], 6), highWatermark: 0 }))
  expect(wantedIn(await leader.fetch())).toMatchObject({ fetchOffset: fetchOffset + 1, lastFetchedEpoch: 6 })
})

test('out of range: a leader that ends earlier makes the follower cut', async () => {
  const asked = await filled()
  asked.answer(answerOf(topicId, { errorCode: errorCode('OFFSET_OUT_OF_RANGE') }))
  await leader.listOffset(-1, 4)
  expect(wantedIn(await leader.fetch())).toMatchObject({ fetchOffset: 4, lastFetchedEpoch: 5 })
  expect(held()).toEqual(['0-1', '2-3'])
})

test('out of range: a leader that starts later makes the follower start anew', async () => {
  const asked = await filled()
  asked.answer(answerOf(topicId, { errorCode: errorCode('OFFSET_OUT_OF_RANGE') }))
  await leader.listOffset(-1, 50)
  await leader.listOffset(-2, 41)
  const next = await leader.fetch()
  expect(wantedIn(next)).toMatchObject({ fetchOffset: 41, lastFetchedEpoch: -1, logStartOffset: 41 })
  next.answer(answerOf(topicId, { records: led(40, ['x', 'y', 'z']), highWatermark: 43, logStartOffset: 41 }))
  expect(wantedIn(await leader.fetch())).toMatchObject({ fetchOffset: 43, logStartOffset: 41 })
  expect(held()).toEqual(['40-42'])
})

test('out of range: a leader that has the offset by now is asked again', async () => {
  const asked = await filled()
  asked.answer(answerOf(topicId, { errorCode: errorCode('OFFSET_OUT_OF_RANGE') }))
  await leader.listOffset(-1, 12)
  await leader.listOffset(-2, 2)
  expect(wantedIn(await leader.fetch())).toMatchObject({ fetchOffset: 10 })
  expect(held()).toHaveLength(5)
})

test('out of range: a leader that can not tell is asked again after a while', async () => {
  const asked = await filled()
  asked.answer(answerOf(topicId, { errorCode: errorCode('OFFSET_OUT_OF_RANGE') }))
  await leader.listOffset(-1, -1, 'UNKNOWN_LEADER_EPOCH')
  const next = await leader.fetch()
  expect(next.request.forgottenTopicsData).toMatchObject([{ partitions: [0] }])
  next.answer({ ...noNews, sessionId: 0 })
  expect(wantedIn(await leader.fetch())).toMatchObject({ fetchOffset: 10 })
})

test('a torn tail is asked for again, a corrupt batch after a while', async () => {
  const asked = await filled()
  const batch = led(10, ['c', 'd'])
  const torn = Buffer.concat([batch, led(12, ['e']).subarray(0, 40)])
  asked.answer(answerOf(topicId, { records: torn, highWatermark: 12 }))
  const next = await leader.fetch()
  expect(wantedIn(next)).toMatchObject({ fetchOffset: 12 })
  const corrupt = led(12, ['e'])
  corrupt[corrupt.length - 2] = 0x7f
  next.answer(answerOf(topicId, { records: corrupt, highWatermark: 13 }))
  const third = await leader.fetch()
  expect(third.request.forgottenTopicsData).toMatchObject([{ partitions: [0] }])
  third.answer({ ...noNews, sessionId: 0 })
  const again = await leader.fetch()
  expect(wantedIn(again)).toMatchObject({ fetchOffset: 12 })
  again.answer(answerOf(topicId, { records: led(12, ['e']), highWatermark: 13 }))
  expect(wantedIn(await leader.fetch())).toMatchObject({ fetchOffset: 13 })
})

test('records that are none of the next are refused, until the controller speaks again', async () => {
  const asked = await filled()
  asked.answer(answerOf(topicId, { records: led(4, ['again']), highWatermark: 10 }))
  const next = await leader.fetch()
  expect(next.request.forgottenTopicsData).toMatchObject([{ partitions: [0] }])
  next.answer({ ...noNews, sessionId: 0 })
  await follow(6)
  expect(wantedIn(await leader.fetch())).toMatchObject({ fetchOffset: 10 })
  expect(held()).toHaveLength(5)
})

test('a lost connection is opened anew, with a session anew', async () => {
  const asked = await filled()
  asked.hangUp()
  const { request } = await leader.fetch()
  expect(request).toMatchObject({ sessionEpoch: 0, topics: [{ topicId, partitions: [{ fetchOffset: 10 }] }] })
})

test('topics without an id are asked for by name, in the last version that knows names', async () => {
  const asked = await filled()
  await follow(5, 'nameless', zeroUuid)
  asked.answer(noNews)
  const { request, version, answer } = await leader.fetch()
  expect([version, request.sessionId, request.sessionEpoch, request.replicaId]).toEqual([12, sessionId, 0, 0])
  expect(request.topics.map(({ topic }) => topic).sort()).toEqual(['nameless', 't'])
  answer({ ...answerOf(zeroUuid, { records: led(0, ['a']), highWatermark: 1 }, 'nameless'), sessionId: 7 })
  const next = await leader.fetch()
  expect(next.request).toMatchObject({ sessionId: 7, sessionEpoch: 1, topics: [{ topic: 'nameless' }] })
  expect(wantedIn(next)).toMatchObject({ fetchOffset: 1, lastFetchedEpoch: 5 })
})
