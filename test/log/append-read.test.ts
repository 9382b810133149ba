import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordValidationError, readAll } from '../../src/log/index.ts'
import { KafkaError } from '../../src/wire/kafka/errors.ts'
import { batches } from '../../src/wire/records/batch.ts'
import { append, batchOf, contents, open } from './kit.ts'

function errorOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    if (error instanceof KafkaError) return error.errorName
    throw error
  }
  return 'NONE'
}

describe('appending and reading', () => {
  it('gives offsets in order and returns the records', async () => {
    const { manager } = await open()
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    expect(append(log, ['a', 'b'])).toMatchObject({ firstOffset: 0, lastOffset: 1, logAppendTime: -1 })
    expect(append(log, ['c'])).toMatchObject({ firstOffset: 2, lastOffset: 2 })
    expect(contents(log).map(({ value }) => value)).toEqual(['a', 'b', 'c'])
    expect(contents(log, 1).map(({ value }) => value)).toEqual(['b', 'c'])
  })

  it('finds every offset over many segments, whatever the sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 5 }), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.integer({ min: 2500, max: 9000 }),
        fc.integer({ min: 0, max: 600 }),
        async (sets, segmentBytes, indexIntervalBytes) => {
          const { manager } = await open({ segmentBytes, indexIntervalBytes })
          const log = manager.getOrCreateLog('t', 0, { isNew: true })
          for (const values of sets) append(log, values)
          const all = sets.flat()
          expect(log.logEndOffset).toBe(all.length)
          for (let offset = 0; offset < all.length; offset += 7) {
            expect(contents(log, offset)[0]).toMatchObject({ offset, value: all[offset] })
          }
          expect(contents(log).map(({ value }) => value)).toEqual(all)
        },
      ),
      { numRuns: 25 },
    )
  })

  it('lets consumers see up to the high watermark only', async () => {
    const { manager } = await open({ segmentBytes: 3000 })
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    for (let i = 0; i < 50; i++) append(log, [`value ${i}`])
    for (const limit of [0, 1, 17, 30, 49, 50]) {
      log.highWatermark = limit
      const seen: number[] = []
      for (let offset = 0; ; ) {
        const result = log.read(offset, 500, { upTo: 'highWatermark', minOneMessage: true })
        const found = [...batches(readAll(result))]
        if (found.length === 0) break
        for (const batch of found) seen.push(batch.lastOffset)
        offset = (seen.at(-1) ?? -1) + 1
      }
      expect(seen).toEqual(Array.from({ length: limit }, (_, at) => at))
    }
  })

  it('says when the first batch is larger than asked for', async () => {
    const { manager } = await open()
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    append(log, ['x'.repeat(1000)])
    expect(log.read(0, 10, { upTo: 'logEnd', minOneMessage: false })).toMatchObject({
      size: 0,
      firstEntryIncomplete: true,
    })
    expect(log.read(0, 10, { upTo: 'logEnd', minOneMessage: true }).size).toBeGreaterThan(1000)
    expect(errorOf(() => log.read(2, 10, { upTo: 'logEnd', minOneMessage: true }))).toBe('OFFSET_OUT_OF_RANGE')
    expect(log.readableBytes(0, 'logEnd')).toBe(log.size)
  })

  it('refuses what Kafka refuses', async () => {
    const { manager } = await open({ maxMessageBytes: 500, compact: true })
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    const corrupt = batchOf([{ key: 'k', value: 'v' }])
    corrupt.writeUInt8(corrupt.readUInt8(corrupt.length - 2) ^ 1, corrupt.length - 2)
    expect(errorOf(() => log.appendAsLeader(corrupt, 0))).toBe('CORRUPT_MESSAGE')
    expect(errorOf(() => append(log, ['x'.repeat(600)]))).toBe('MESSAGE_TOO_LARGE')
    expect(errorOf(() => log.appendAsLeader(batchOf([{ key: 'k' }], { baseOffset: 5 }), 0))).toBe('INVALID_RECORD')
    expect(errorOf(() => log.appendAsLeader(batchOf([{ key: 'k' }], { isControl: true }), 0))).toBe('INVALID_RECORD')
    expect(() => log.appendAsLeader(batchOf([{ key: 'k' }, { value: 'v' }]), 0)).toThrow(
      new RecordValidationError('INVALID_RECORD', [
        { batchIndex: 1, message: 'Compacted topic cannot accept message without key in topic partition t-0' },
      ]),
    )
    expect(log.logEndOffset).toBe(0)
  })

  it('stamps LogAppendTime and compresses anew as the topic says', async () => {
    const { manager, clock } = await open({ messageTimestampType: 'LogAppendTime', compressionType: 'gzip' })
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    expect(append(log, ['a', 'b'], { codec: 'gzip' }).logAppendTime).toBe(clock.now())
    append(log, ['c', 'd'], { codec: 'none' })
    const stored = [...batches(readAll(log.read(0, 9999, { upTo: 'logEnd', minOneMessage: true })))]
    expect(stored.map((batch) => [batch.codec, batch.maxTimestamp, batch.isLogAppendTime, batch.isValid])).toEqual([
      [1, clock.now(), true, true],
      [1, clock.now(), true, true],
    ])
    expect(contents(log).map(({ value }) => value)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('finds offsets by timestamp', async () => {
    const { manager } = await open({ segmentBytes: 1000, indexIntervalBytes: 100 })
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    for (let i = 0; i < 100; i++)
      log.appendAsLeader(
        batchOf([
          { value: 'v', timestamp: 1000 + i * 10 },
          { value: 'w', timestamp: 1005 + i * 10 },
        ]),
        3,
      )
    for (let i = 0; i < 100; i += 9) {
      expect(log.offsetForTimestamp(1000 + i * 10)).toEqual({ offset: 2 * i, timestamp: 1000 + i * 10, leaderEpoch: 3 })
      expect(log.offsetForTimestamp(1001 + i * 10)).toMatchObject({ offset: 2 * i + 1 })
    }
    expect(log.offsetForTimestamp(999_999)).toBeUndefined()
    expect(log.offsetOfMaxTimestamp()).toMatchObject({ offset: 199, timestamp: 1995 })
  })

  it('refuses timestamps out of the topic’s range', async () => {
    const { manager, clock } = await open({ messageTimestampBeforeMaxMs: 1000, messageTimestampAfterMaxMs: 1000 })
    clock.advance(2000)
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    expect(errorOf(() => append(log, ['a']))).toBe('INVALID_TIMESTAMP')
  })
})

describe('idempotent producers', () => {
  const producer = { producerId: 7, producerEpoch: 0 }

  it('recognise duplicates, gaps, old epochs and new ones', async () => {
    const { manager } = await open()
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    expect(append(log, ['a', 'b'], { ...producer, baseSequence: 5 })).toMatchObject({
      firstOffset: 0,
      duplicate: false,
    })
    for (let i = 0; i < 5; i++) append(log, [`x${i}`], { ...producer, baseSequence: 7 + i })
    expect(append(log, ['x0'], { ...producer, baseSequence: 7 })).toMatchObject({ firstOffset: 2, duplicate: true })
    expect(errorOf(() => append(log, ['a', 'b'], { ...producer, baseSequence: 5 }))).toBe(
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
    )
    expect(errorOf(() => append(log, ['z'], { ...producer, baseSequence: 13 }))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    const fenced = { producerId: 7, producerEpoch: 1 }
    expect(errorOf(() => append(log, ['z'], { ...fenced, baseSequence: 3 }))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(append(log, ['z'], { ...fenced, baseSequence: 0 }).firstOffset).toBe(7)
    expect(errorOf(() => append(log, ['z'], { ...producer, baseSequence: 12 }))).toBe('INVALID_PRODUCER_EPOCH')
    expect(log.activeProducers).toMatchObject([{ producerId: 7, producerEpoch: 1, lastSequence: 0 }])
  })

  it('go on from 0 after the largest sequence', async () => {
    const { manager } = await open()
    const log = manager.getOrCreateLog('t', 0, { isNew: true })
    append(log, ['a', 'b', 'c'], { ...producer, baseSequence: 2 ** 31 - 2 })
    expect(append(log, ['a', 'b', 'c'], { ...producer, baseSequence: 2 ** 31 - 2 }).duplicate).toBe(true)
    expect(append(log, ['d'], { ...producer, baseSequence: 1 }).firstOffset).toBe(3)
  })
})

describe('a live reader', () => {
  it('gets from memory what a late one reads from the file', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 9000 }), fc.constantFrom('append', 'append', 'truncate', 'wait')), {
          minLength: 5,
          maxLength: 40,
        }),
        async (steps) => {
          const { manager, clock } = await open({ segmentBytes: 40_000 })
          const log = manager.getOrCreateLog('t', 0, { isNew: true })
          const limits = { upTo: 'logEnd', minOneMessage: true } as const
          log.read(0, 100, limits)
          for (const [size, kind] of steps) {
            if (kind === 'truncate') log.truncateTo(Math.max(0, log.logEndOffset - 1))
            else if (kind === 'wait') clock.advance(size)
            else append(log, ['v'.repeat(size)])
            const offset = Math.max(0, log.logEndOffset - 3)
            const live = readAll(log.read(offset, 12_000, limits))
            const values = [...batches(live)].map((batch) => [batch.baseOffset, batch.isValid])
            expect(values).toEqual(values.map((_, at) => [offset + at, true]))
            if (offset < log.logEndOffset) expect(values.length).toBeGreaterThan(0)
            log.read(log.logEndOffset, 100, limits)
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
