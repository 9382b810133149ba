import { expect } from 'vitest'
import { DeleteRecords } from '../../../src/wire/kafka/delete-records.ts'
import { DescribeGroups } from '../../../src/wire/kafka/describe-groups.ts'
import { InitProducerId } from '../../../src/wire/kafka/init-producer-id.ts'
import { ListOffsets } from '../../../src/wire/kafka/list-offsets.ts'
import { buildBatch } from '../../../src/wire/records/builder.ts'
import { codecs } from '../../../src/wire/records/compression.ts'
import { commit, committed, coordinatorFound, heartbeat, joinAlone, type Membership } from '../../kit/group-member.ts'
import { eventually } from '../../kit/servers.ts'
import type { WireClient } from '../../kit/wire-client.ts'

/** What a broker was given to keep, and the checks that another one, on the same log directory, still has it. */
export interface Stored {
  readonly producerId: number
  readonly member: Membership
}

export const topic = 'all-codecs'
const batchesPerCodec = 4
const recordsPerBatch = 5
export const recordCount = codecs.length * batchesPerCodec * recordsPerBatch
const batchCount = codecs.length * batchesPerCodec
/** Not long ago: what producers wrote is forgotten a day after their last batch's time. */
const firstTimestamp = Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000
const filler = 'x'.repeat(100)

export const valueAt = (offset: number) => `value-${offset}-${filler}`
const timestampAt = (offset: number) => firstTimestamp + offset * 1000

/** The batch that starts at `number` × five records, as its idempotent producer sends it, each time the same bytes. */
function batchNumber(number: number, producerId: number): Buffer {
  const baseSequence = number * recordsPerBatch
  const codec = codecs[Math.floor(number / batchesPerCodec)] ?? 'none'
  const records = Array.from({ length: recordsPerBatch }, (_, index) => {
    const offset = baseSequence + index
    const headers = [{ key: 'number', value: Buffer.from(String(offset)) }]
    return {
      timestamp: timestampAt(offset),
      key: Buffer.from(`key-${offset}`),
      value: Buffer.from(valueAt(offset)),
      headers,
    }
  })
  return buildBatch(records, { codec, producerId, producerEpoch: 0, baseSequence })
}

/** Fills a fresh broker: batches of all codecs over several segments, a trimmed log, offsets, a group with a member. */
export async function store(client: WireClient): Promise<Stored> {
  const producerId = await newProducerId(client)
  await client.createTopic(topic, { 'segment.bytes': '2000', 'index.interval.bytes': '200', 'retention.ms': '-1' })
  for (let number = 0; number < batchCount; number++) {
    const stored = await client.produce(topic, batchNumber(number, producerId))
    expect(stored).toEqual({ error: 'NONE', offset: number * recordsPerBatch })
  }
  await storeTrimmed(client)
  const member = await joinAlone(client, 'readers', topic)
  expect(await commit(client, member, topic, 42)).toBe(0)
  await coordinatorFound(client, 'loners')
  expect(await commit(client, 'loners', topic, 7)).toBe(0)
  return { producerId, member }
}

/** A fresh broker answers that it is loading until it has its first block of ids. */
async function newProducerId(client: WireClient): Promise<number> {
  let producerId = -1
  await eventually('a producer id', async () => {
    const answer = await client.ask(InitProducerId, 4, { transactionalId: null, transactionTimeoutMs: 60_000 })
    producerId = answer.producerId
    return answer.errorCode === 0
  })
  return producerId
}

async function storeTrimmed(client: WireClient): Promise<void> {
  await client.createTopic('trimmed')
  const value = Buffer.from('v')
  const records = Array.from({ length: 10 }, () => ({ timestamp: firstTimestamp, key: null, value }))
  await client.produce('trimmed', buildBatch(records))
  const partitions = [{ partitionIndex: 0, offset: 7 }]
  const answer = await client.ask(DeleteRecords, 2, { topics: [{ name: 'trimmed', partitions }], timeoutMs: 30_000 })
  expect(answer.topics[0]?.partitions[0]).toMatchObject({ errorCode: 0, lowWatermark: 7 })
}

export async function checkRecords(client: WireClient): Promise<void> {
  const found = await client.consume(topic)
  expect(found.map(({ offset }) => offset)).toEqual(Array.from({ length: recordCount }, (_, offset) => offset))
  for (const { offset, timestamp, key, value, headers } of found) {
    expect([timestamp, `${key}`, `${value}`]).toEqual([timestampAt(offset), `key-${offset}`, valueAt(offset)])
    expect(`${headers[0]?.key}=${headers[0]?.value}`).toBe(`number=${offset}`)
  }
}

const earliest = -2
const latest = -1

/** Where a trimmed log starts is written now and then, and at an orderly end: a kill may bring back what was before it. */
export async function checkTrimmed(client: WireClient): Promise<void> {
  expect(await offsetAt(client, 'trimmed', earliest)).toBe(7)
  expect(await offsetAt(client, 'trimmed', latest)).toBe(10)
}

/** First and last offsets, and offsets by time, for which the time indexes of all segments are needed. */
export async function checkOffsets(client: WireClient): Promise<void> {
  expect(await offsetAt(client, topic, earliest)).toBe(0)
  expect(await offsetAt(client, topic, latest)).toBe(recordCount)
  for (const offset of [0, 1, 33, 50, 77, recordCount - 1]) {
    expect(await offsetAt(client, topic, timestampAt(offset) - 500)).toBe(offset)
  }
}

async function offsetAt(client: WireClient, name: string, timestamp: number): Promise<number | undefined> {
  const topics = [{ name, partitions: [{ partitionIndex: 0, timestamp }] }]
  const answer = await client.ask(ListOffsets, 7, { replicaId: -1, isolationLevel: 0, topics })
  return answer.topics[0]?.partitions[0]?.offset
}

export async function checkGroups(client: WireClient, { member }: Stored): Promise<void> {
  for (const group of ['readers', 'loners']) await coordinatorFound(client, group)
  expect(await committed(client, 'readers', topic)).toBe(42)
  expect(await committed(client, 'loners', topic)).toBe(7)
  const answer = await client.ask(DescribeGroups, 4, {
    groups: ['readers', 'loners'],
    includeAuthorizedOperations: false,
  })
  expect(answer.groups).toMatchObject([
    { groupState: 'Stable', protocolType: 'consumer', protocolData: 'range', members: [{ memberId: member.memberId }] },
    { groupState: 'Empty', protocolType: '', members: [] },
  ])
  expect(await heartbeat(client, member)).toBe(0)
}

/** A retry of what was stored before is known as such, what follows is taken, and a gap is refused. Appends five records. */
export async function checkProducer(client: WireClient, { producerId }: Stored): Promise<void> {
  const last = batchCount - 1
  const retried = await client.produce(topic, batchNumber(last, producerId))
  expect(retried).toEqual({ error: 'NONE', offset: last * recordsPerBatch })
  expect(await client.produce(topic, batchNumber(batchCount + 1, producerId))).toMatchObject({
    error: 'OUT_OF_ORDER_SEQUENCE_NUMBER',
  })
  expect(await client.produce(topic, batchNumber(batchCount, producerId))).toEqual({
    error: 'NONE',
    offset: recordCount,
  })
}
