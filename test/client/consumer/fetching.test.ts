import { describe, expect, test } from 'vitest'
import { FetchSession } from '../../../src/client/consumer/fetch-session.ts'
import { FetchedChunk } from '../../../src/client/consumer/fetched-chunk.ts'
import { buildBatch } from '../../../src/wire/records/builder.ts'
import { buildMarker } from '../../../src/wire/records/control.ts'

const target = { topic: 't', partition: 0 }

function batch(baseOffset: number, values: readonly string[], transaction?: number): Buffer {
  const records = values.map((value) => ({ timestamp: 0, key: null, value: Buffer.from(value) }))
  return buildBatch(
    records,
    transaction === undefined
      ? { baseOffset }
      : { baseOffset, isTransactional: true, producerId: transaction, producerEpoch: 0, baseSequence: 0 },
  )
}

function marker(baseOffset: number, producerId: number, type: 'ABORT' | 'COMMIT'): Buffer {
  return buildMarker({ type, coordinatorEpoch: 0 }, { producerId, producerEpoch: 0, timestamp: 0, baseOffset })
}

const valuesOf = (chunk: FetchedChunk) => [...chunk.records()].map(({ value }) => value?.toString())

describe('a chunk', () => {
  test('begins at the offset asked for, and ends with the last whole batch', () => {
    const bytes = Buffer.concat([batch(10, ['a', 'b', 'c']), batch(13, ['d']), batch(14, ['torn']).subarray(0, 50)])
    const chunk = new FetchedChunk(target, 11, bytes, [])
    expect(valuesOf(chunk)).toEqual(['b', 'c', 'd'])
    expect(chunk.nextOffset).toBe(14)
  })

  test('leaves aborted transactions and markers out', () => {
    const bytes = Buffer.concat([
      batch(0, ['aborted'], 7),
      batch(1, ['committed'], 8),
      batch(2, ['plain']),
      marker(3, 7, 'ABORT'),
      batch(4, ['later, kept'], 7),
      marker(5, 8, 'COMMIT'),
    ])
    expect(valuesOf(new FetchedChunk(target, 0, bytes, [{ producerId: 7, firstOffset: 0 }]))).toEqual([
      'committed',
      'plain',
      'later, kept',
    ])
    expect(valuesOf(new FetchedChunk(target, 0, bytes, []))).toHaveLength(4)
    expect(new FetchedChunk(target, 0, bytes, []).nextOffset).toBe(6)
  })
})

describe('a fetch session', () => {
  const wanted = (partition: number, fetchOffset: number) => ({
    topic: 't',
    topicId: 'id',
    partition,
    leaderEpoch: 0,
    fetchOffset,
  })

  test('sends everything once, and then only what changed', () => {
    const session = new FetchSession()
    expect(session.next([wanted(0, 5), wanted(1, 6)])).toMatchObject({ sessionId: 0, sessionEpoch: 0, forgotten: [] })
    session.succeeded(77)
    const second = session.next([wanted(0, 5), wanted(1, 8)])
    expect(second).toEqual({ sessionId: 77, sessionEpoch: 1, added: [wanted(1, 8)], forgotten: [] })
    session.succeeded(77)
    const third = session.next([wanted(1, 8), wanted(2, 0)])
    expect(third).toEqual({ sessionId: 77, sessionEpoch: 2, added: [wanted(2, 0)], forgotten: [wanted(0, 5)] })
  })

  test('begins anew after it was lost, and where the broker keeps none', () => {
    const session = new FetchSession()
    session.next([wanted(0, 5)])
    session.succeeded(77)
    session.reset()
    expect(session.next([wanted(0, 5)])).toMatchObject({ sessionId: 0, sessionEpoch: 0, added: [wanted(0, 5)] })
    session.succeeded(0)
    expect(session.next([wanted(0, 5)])).toMatchObject({ sessionId: 0, added: [wanted(0, 5)] })
  })
})
