import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Fetch } from '../../src/wire/kafka/fetch.ts'
import { InitProducerId } from '../../src/wire/kafka/init-producer-id.ts'
import { ListOffsets } from '../../src/wire/kafka/list-offsets.ts'
import { Metadata } from '../../src/wire/kafka/metadata.ts'
import { Produce } from '../../src/wire/kafka/produce.ts'
import { type BatchOptions, buildBatch } from '../../src/wire/records/builder.ts'
import { buildMessageSet, legacyRecords } from '../../src/wire/records/legacy.ts'
import { zeroUuid } from '../../src/wire/schema/index.ts'
import { WireClient } from '../kit/wire-client.ts'
import { TestCluster } from './kit/cluster.ts'

let cluster: TestCluster
let client: WireClient

beforeAll(async () => {
  cluster = await TestCluster.start()
  client = await WireClient.connect(cluster.port)
})
afterAll(async () => {
  client.close()
  await cluster.close()
})

const values = (...texts: string[]) =>
  texts.map((text, index) => ({ timestamp: 1000 + index, key: null, value: Buffer.from(text) }))

const batch = (texts: string[], options: BatchOptions = {}) => buildBatch(values(...texts), options)

async function produce(topic: string, records: Buffer, { version = 9, acks = -1, clientId = 'test' } = {}) {
  const topicData = [{ name: topic, partitionData: [{ index: 0, records }] }]
  const { responses } = await client.ask(Produce, version, { acks, timeoutMs: 5000, topicData })
  void clientId
  return responses[0]?.partitionResponses[0]
}

const topicIdOf = async (name: string) =>
  (await client.ask(Metadata, 10, { topics: [{ name, topicId: zeroUuid }] })).topics[0]?.topicId ?? zeroUuid

interface FetchOptions {
  version?: number
  minBytes?: number
  maxWaitMs?: number
  maxBytes?: number
  sessionId?: number
  sessionEpoch?: number
}

async function fetch(topics: Record<string, number>, options: FetchOptions = {}) {
  const { version = 11, minBytes = 0, maxWaitMs = 0, maxBytes = 1 << 20, sessionId = 0, sessionEpoch = -1 } = options
  const asked = await Promise.all(
    Object.entries(topics).map(async ([topic, fetchOffset]) => ({
      topic,
      topicId: version >= 13 ? await topicIdOf(topic) : zeroUuid,
      partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: maxBytes }],
    })),
  )
  return client.ask(Fetch, version, { maxWaitMs, minBytes, maxBytes, sessionId, sessionEpoch, topics: asked })
}

const texts = async (topic: string, from = 0) =>
  (await client.consume(topic, 0, from)).map(({ value }) => value?.toString())

async function offsetAt(topic: string, timestamp: number, version = 5) {
  const topics = [{ name: topic, partitions: [{ partitionIndex: 0, timestamp }] }]
  const answer = await client.ask(ListOffsets, version, { replicaId: -1, isolationLevel: 0, topics })
  const { errorCode, offset, timestamp: when } = answer.topics[0]?.partitions[0] ?? {}
  return [errorCode, offset, when]
}

describe('produce', () => {
  it('gives records offsets and acknowledges them, at every version', async () => {
    await client.createTopic('plain')
    for (let version = 3; version <= 10; version++) {
      const answer = await produce('plain', batch(['a', 'b']), { version })
      expect([answer?.errorCode, answer?.baseOffset]).toEqual([0, (version - 3) * 2])
    }
    expect(await texts('plain')).toHaveLength(16)
  })

  it('takes the message sets of old clients', async () => {
    await client.createTopic('old')
    for (const [version, magic] of [
      [0, 0],
      [1, 0],
      [2, 1],
    ] as const) {
      const set = buildMessageSet(
        values('x').map((record) => ({ ...record, offset: 0, headers: [] })),
        { magic, codec: 'none' },
      )
      expect((await produce('old', set, { version }))?.errorCode).toBe(0)
    }
    expect(await texts('old')).toEqual(['x', 'x', 'x'])
  })

  const refusals: [string, () => Promise<unknown>, object][] = [
    ['an unknown topic', () => produce('nowhere', batch(['a'])), { errorCode: 3, baseOffset: -1 }],
    ['acks that are none', () => produce('plain', batch(['a']), { acks: 2 }), { errorCode: 21, baseOffset: -1 }],
    ['no records', () => produce('plain', Buffer.alloc(0)), { errorCode: 87 }],
    ['two batches', () => produce('plain', Buffer.concat([batch(['a']), batch(['b'])])), { errorCode: 87 }],
    ['a broken batch', () => produce('plain', broken(batch(['a']))), { errorCode: 2 }],
    ['a batch that is too large', () => produce('plain', batch(['x'.repeat(1_100_000)])), { errorCode: 10 }],
    [
      'zstd before version 7',
      () => produce('plain', batch(['a'], { codec: 'zstd' }), { version: 6 }),
      { errorCode: 76 },
    ],
    ['an internal topic', () => produce('__consumer_offsets', batch(['a'])), { errorCode: 17 }],
  ]
  for (const [what, attempt, answer] of refusals) {
    it(`refuses ${what}`, async () => {
      if (what === 'an internal topic') await client.led('__consumer_offsets')
      expect(await attempt()).toMatchObject(answer)
    })
  }

  it('wants keys on a compacted topic, and says which record has none', async () => {
    await client.createTopic('compacted', { 'cleanup.policy': 'compact' })
    const message = 'Compacted topic cannot accept message without key in topic partition compacted-0'
    expect(await produce('compacted', batch(['a']))).toMatchObject({
      errorCode: 87,
      recordErrors: [{ batchIndex: 0, batchIndexErrorMessage: message }],
      errorMessage: `One or more records have been rejected due to 1 record errors in total, and only showing the first three errors at most: [RecordError(batchIndex=0, message='${message}')]`,
    })
  })

  it('writes an idempotent batch once, and notices a gap', async () => {
    await client.createTopic('idempotent')
    const init = await client.ask(InitProducerId, 4, { transactionalId: null, transactionTimeoutMs: 1000 })
    expect([init.errorCode, init.producerEpoch]).toEqual([0, 0])
    const numbered = (baseSequence: number) =>
      batch(['a', 'b'], { producerId: init.producerId, producerEpoch: 0, baseSequence })
    expect(await produce('idempotent', numbered(0))).toMatchObject({ errorCode: 0, baseOffset: 0 })
    expect(await produce('idempotent', numbered(2))).toMatchObject({ errorCode: 0, baseOffset: 2 })
    expect(await produce('idempotent', numbered(2))).toMatchObject({ errorCode: 0, baseOffset: 2 })
    expect(await produce('idempotent', numbered(7))).toMatchObject({ errorCode: 45 })
    expect(await texts('idempotent')).toHaveLength(4)
  })

  it('gives every producer an id of its own', async () => {
    const body = { transactionalId: null, transactionTimeoutMs: 1000 }
    const ids = new Set<number>()
    for (let i = 0; i < 1200; i++) ids.add((await client.ask(InitProducerId, 1, body)).producerId)
    expect(ids.size).toBe(1200)
  })
})

function broken(bytes: Buffer): Buffer {
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1)
  return bytes
}

describe('fetch', () => {
  it('gives what was written, at every version and in the format that the version reads', async () => {
    await client.createTopic('read')
    await produce('read', batch(['a', 'b', 'c']))
    for (let version = 0; version <= 16; version++) {
      const answer = await fetch({ read: 0 }, { version })
      const partition = answer.responses[0]?.partitions[0]
      expect([partition?.errorCode, partition?.highWatermark]).toEqual([0, 3])
      const bytes = partition?.records ?? Buffer.alloc(0)
      expect(bytes.readUInt8(16)).toBe(version <= 1 ? 0 : version <= 3 ? 1 : 2)
      if (version <= 3) expect([...legacyRecords(bytes)].map(({ value }) => value?.toString())).toEqual(['a', 'b', 'c'])
    }
  })

  it('says what is out of range, and nothing of what is not there yet', async () => {
    const code = async (offset: number) => (await fetch({ read: offset })).responses[0]?.partitions[0]?.errorCode
    expect(await Promise.all([code(3), code(4), code(-1)])).toEqual([0, 1, 1])
    const unknown = await fetch({ nowhere: 0 })
    expect(unknown.responses[0]?.partitions[0]?.errorCode).toBe(3)
  })

  it('waits for records, and is answered when they come', async () => {
    await client.createTopic('awaited')
    await WireClient.with(cluster.port, async (other) => {
      const topics = [
        {
          topic: 'awaited',
          topicId: zeroUuid,
          partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1 << 20 }],
        },
      ]
      const waiting = other.ask(Fetch, 11, { maxWaitMs: 20_000, minBytes: 1, topics })
      await produce('awaited', batch(['at last']))
      expect((await waiting).responses[0]?.partitions[0]?.records?.length).toBeGreaterThan(0)
    })
  })

  it('gives at least one batch, however small the limit', async () => {
    const answer = await fetch({ read: 0 }, { maxBytes: 1 })
    expect(answer.responses[0]?.partitions[0]?.records?.length).toBeGreaterThan(60)
  })

  it('keeps a session: only news come, and only who is in step gets them', async () => {
    await client.createTopic('s1')
    await client.createTopic('s2')
    await produce('s1', batch(['1']))
    const first = await fetch({ s1: 0, s2: 0 }, { sessionEpoch: 0 })
    const { sessionId } = first
    expect(sessionId).toBeGreaterThan(0)
    expect(first.responses.map(({ topic }) => topic)).toEqual(['s1', 's2'])
    const quiet = await fetch({ s1: 1 }, { sessionId, sessionEpoch: 1 })
    expect([quiet.errorCode, quiet.sessionId, quiet.responses]).toEqual([0, sessionId, []])
    await produce('s2', batch(['2']))
    const news = await fetch({}, { sessionId, sessionEpoch: 2 })
    expect(news.responses.map(({ topic }) => topic)).toEqual(['s2'])
    expect((await fetch({}, { sessionId, sessionEpoch: 7 })).errorCode).toBe(71)
    expect((await fetch({}, { sessionId: 12345, sessionEpoch: 1 })).errorCode).toBe(70)
    expect((await fetch({}, { version: 13, sessionId, sessionEpoch: 3 })).errorCode).toBe(106)
    expect((await fetch({ s1: 0 }, { sessionId, sessionEpoch: -1 })).sessionId).toBe(0)
    expect((await fetch({}, { sessionId, sessionEpoch: 3 })).errorCode).toBe(70)
  })
})

it('lists offsets: both ends, by time, and where the newest record is', async () => {
  await client.createTopic('times')
  await produce('times', batch(['a', 'b', 'c']))
  expect(await offsetAt('times', -1)).toEqual([0, 3, -1])
  expect(await offsetAt('times', -2)).toEqual([0, 0, -1])
  expect(await offsetAt('times', 1001)).toEqual([0, 1, 1001])
  expect(await offsetAt('times', 5000)).toEqual([0, -1, -1])
  expect(await offsetAt('times', -3, 7)).toEqual([0, 2, 1002])
  expect(await offsetAt('nowhere', -1)).toEqual([3, -1, -1])
})

it('has everything after a restart, and goes on from there', async () => {
  await client.createTopic('kept', {}, 2)
  await produce('kept', batch(['before']))
  client.close()
  await cluster.restart()
  client = await WireClient.connect(cluster.port)
  await client.led('kept')
  await produce('kept', batch(['after']))
  expect(await texts('kept')).toEqual(['before', 'after'])
})
