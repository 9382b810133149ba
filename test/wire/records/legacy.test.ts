import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { RecordBatch } from '../../../src/wire/records/batch.ts'
import { buildBatch } from '../../../src/wire/records/builder.ts'
import { codecs } from '../../../src/wire/records/compression.ts'
import { buildMarker } from '../../../src/wire/records/control.ts'
import { downConvert, isLegacy, UnsupportedCompressionError, upConvert } from '../../../src/wire/records/conversion.ts'
import { CorruptRecordError } from '../../../src/wire/records/corrupt.ts'
import { buildMessageSet, legacyRecords } from '../../../src/wire/records/legacy.ts'
import { type LogRecord, records } from '../../../src/wire/records/record.ts'

const nullable = fc.option(fc.uint8Array({ maxLength: 100 }).map((array) => Buffer.from(array)))
const someRecords = fc
  .array(fc.record({ timestamp: fc.integer({ min: 0, max: 2 ** 42 }), key: nullable, value: nullable }), {
    minLength: 1,
    maxLength: 20,
  })
  .map((list) => list.map((one, index): LogRecord => ({ ...one, offset: 1000 + index, headers: [] })))
const oldCodecs = codecs.filter((codec) => codec !== 'zstd')
const formats = fc.constantFrom(0 as const, 1 as const)

function inFormat(magic: number, list: readonly LogRecord[]): LogRecord[] {
  return list.map((one) => ({ ...one, timestamp: magic === 0 ? -1 : one.timestamp }))
}

describe('message sets', () => {
  test('give back their records with absolute offsets', () => {
    fc.assert(
      fc.property(someRecords, formats, fc.constantFrom(...oldCodecs), (list, magic, codec) => {
        const set = buildMessageSet(list, { magic, codec })
        expect(isLegacy(set)).toBe(true)
        expect([...legacyRecords(set)]).toEqual(inFormat(magic, list))
      }),
    )
  })

  test('become one batch, and batches become message sets', () => {
    fc.assert(
      fc.property(someRecords, formats, fc.constantFrom(...oldCodecs), (list, magic, codec) => {
        const batch = new RecordBatch(upConvert(buildMessageSet(list, { magic, codec })))
        batch.ensureValid()
        expect(codecs[batch.codec]).toBe(codec)
        batch.setBaseOffset(1000)
        expect([...records(batch)]).toEqual(inFormat(magic, list))
        expect([...legacyRecords(downConvert(batch.view, magic, 0))]).toEqual(inFormat(magic, list))
      }),
    )
  })

  test('leave out what comes before the fetch offset, control batches and headers', () => {
    const value = Buffer.from('v')
    const batch = buildBatch(
      [1, 2, 3].map((timestamp) => ({ timestamp, key: null, value, headers: [{ key: 'h', value }] })),
      { baseOffset: 10 },
    )
    const marker = buildMarker(
      { type: 'ABORT', coordinatorEpoch: 0 },
      { producerId: 1, producerEpoch: 0, timestamp: 4, baseOffset: 13 },
    )
    const set = downConvert(Buffer.concat([batch, marker]), 1, 11)
    expect([...legacyRecords(set)].map(({ offset, timestamp }) => [offset, timestamp])).toEqual([
      [11, 2],
      [12, 3],
    ])
  })

  test('cannot hold zstd', () => {
    const batch = buildBatch([{ timestamp: 1, key: null, value: null }], { codec: 'zstd' })
    expect(() => downConvert(batch, 1, 0)).toThrow(UnsupportedCompressionError)
  })

  test('with any byte changed are corrupt or shorter, never a crash', () => {
    const list = [{ offset: 0, timestamp: 5, key: Buffer.from('k'), value: Buffer.from('value'), headers: [] }]
    const set = buildMessageSet(list, { magic: 1, codec: 'gzip' })
    fc.assert(
      fc.property(fc.nat({ max: set.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
        const broken = Buffer.from(set)
        broken[at] = byte
        try {
          for (const one of legacyRecords(broken)) expect(one.offset).toBeTypeOf('number')
        } catch (error) {
          expect(error).toBeInstanceOf(CorruptRecordError)
        }
      }),
    )
  })
})
