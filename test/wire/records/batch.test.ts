import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { batchAt, batches, batchHeaderSize, RecordBatch, sequenceAfter } from '../../../src/wire/records/batch.ts'
import { type BatchOptions, BatchWriter, buildBatch } from '../../../src/wire/records/builder.ts'
import { codecs } from '../../../src/wire/records/compression.ts'
import { buildMarker, readMarker } from '../../../src/wire/records/control.ts'
import { CorruptRecordError } from '../../../src/wire/records/corrupt.ts'
import { records } from '../../../src/wire/records/record.ts'
import { recordData, scanValues } from '../../../src/wire/records/scan.ts'

const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array))
const nullable = fc.option(bytes)
const headers = fc.array(fc.record({ key: fc.string({ maxLength: 12 }), value: nullable }), { maxLength: 4 })
const timestamp = fc.oneof(fc.constant(-1), fc.integer({ min: 0, max: 2 ** 42 }))
const record = fc.record({ timestamp, key: nullable, value: nullable, headers })

describe('a batch', () => {
  test('gives back the records it was built from, with every codec', () => {
    fc.assert(
      fc.property(
        fc.array(record, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(...codecs),
        fc.integer({ min: 0, max: 2 ** 50 }),
        (written, codec, baseOffset) => {
          const batch = new RecordBatch(buildBatch(written, { codec, baseOffset }))
          batch.ensureValid()
          expect(batch.count).toBe(written.length)
          expect(batch.lastOffset).toBe(baseOffset + written.length - 1)
          expect(batch.maxTimestamp).toBe(Math.max(...written.map((one) => one.timestamp)))
          const read = [...records(batch)].map((one) => ({
            ...one,
            headers: one.headers.map(({ key, value }) => ({ key: key.toString(), value })),
          }))
          expect(read).toEqual(written.map((one, index) => ({ ...one, offset: baseOffset + index })))
        },
      ),
    )
  })

  test('keeps what its options say', () => {
    const options: BatchOptions = {
      baseOffset: 7,
      producerId: 9_000_000_001,
      producerEpoch: 3,
      baseSequence: 2147483647,
      partitionLeaderEpoch: 5,
      isTransactional: true,
      lastOffset: 20,
    }
    const batch = new RecordBatch(
      buildBatch(
        [
          { offset: 8, timestamp: 1, key: null, value: Buffer.from('a') },
          { offset: 15, timestamp: 2, key: null, value: null },
        ],
        options,
      ),
    )
    expect(batch).toMatchObject({
      magic: 2,
      baseOffset: 7,
      lastOffset: 20,
      producerId: 9_000_000_001,
      producerEpoch: 3,
      baseSequence: 2147483647,
      lastSequence: 12,
      partitionLeaderEpoch: 5,
      isTransactional: true,
      isControl: false,
      codec: 0,
      isValid: true,
    })
    expect([...records(batch)].map((one) => one.offset)).toEqual([8, 15])
  })

  test('emptied by compaction keeps its offsets', () => {
    const batch = new RecordBatch(buildBatch([], { baseOffset: 100, lastOffset: 140, deleteHorizon: 5000 }))
    expect(batch).toMatchObject({ count: 0, lastOffset: 140, sizeInBytes: batchHeaderSize, hasDeleteHorizon: true })
    expect(batch.baseTimestamp).toBe(5000)
    expect([...records(batch)]).toEqual([])
  })

  test('stays valid when a leader stamps offset and epoch, and takes a new CRC with the time', () => {
    const batch = new RecordBatch(buildBatch([{ timestamp: 5, key: null, value: Buffer.from('x') }]))
    batch.setBaseOffset(2 ** 40 + 5)
    batch.setPartitionLeaderEpoch(17)
    expect(batch.isValid).toBe(true)
    expect(batch.baseOffset).toBe(2 ** 40 + 5)
    batch.stampLogAppendTime(999)
    expect(batch).toMatchObject({ isValid: true, isLogAppendTime: true, maxTimestamp: 999 })
    expect([...records(batch)].map((one) => one.timestamp)).toEqual([999])
  })

  test('with a changed byte is corrupt, with the text of Kafka', () => {
    const whole = buildBatch([{ timestamp: 5, key: null, value: Buffer.from('x') }])
    whole[65] = 0x55
    expect(() => new RecordBatch(whole).ensureValid()).toThrow(
      /^Record is corrupt \(stored crc = \d+, computed crc = \d+\)$/,
    )
  })
})

test('batches follow each other; a torn one at the end is left out', () => {
  const one = buildBatch([{ timestamp: 1, key: null, value: Buffer.from('one') }])
  const two = buildBatch([{ timestamp: 1, key: null, value: Buffer.from('two') }], { baseOffset: 1 })
  const file = Buffer.concat([one, two, one.subarray(0, 30)])
  expect([...batches(file)].map((batch) => batch.start)).toEqual([0, one.length])
  expect(batchAt(file, one.length + two.length)).toBeUndefined()
  expect(batchAt(file, file.length - 5)).toBeUndefined()
  one.writeInt32BE(3, 8)
  expect(() => batchAt(one, 0)).toThrow(CorruptRecordError)
})

test('broken records are an error of their own, never a crash', () => {
  const whole = buildBatch([
    { timestamp: 5, key: Buffer.from('k'), value: Buffer.from('value'), headers: [{ key: 'h', value: null }] },
  ])
  fc.assert(
    fc.property(fc.integer({ min: batchHeaderSize, max: whole.length - 1 }), fc.nat({ max: 255 }), (at, byte) => {
      const broken = Buffer.from(whole)
      broken[at] = byte
      try {
        for (const one of records(new RecordBatch(broken))) expect(one.offset).toBeTypeOf('number')
      } catch (error) {
        expect(error).toBeInstanceOf(CorruptRecordError)
      }
    }),
  )
})

test('sequences go on from 0', () => {
  expect(sequenceAfter(2147483647, 1)).toBe(0)
  expect(sequenceAfter(2147483646, 1)).toBe(2147483647)
  expect(sequenceAfter(5, 10)).toBe(15)
})

test('transaction markers', () => {
  const batch = new RecordBatch(
    buildMarker(
      { type: 'COMMIT', coordinatorEpoch: 4 },
      { producerId: 1, producerEpoch: 2, timestamp: 3, baseOffset: 9 },
    ),
  )
  expect(batch).toMatchObject({ attributes: 0x30, baseSequence: -1, producerId: 1, producerEpoch: 2, baseOffset: 9 })
  expect(readMarker(batch)).toEqual({ type: 'COMMIT', coordinatorEpoch: 4 })
})

/** Lengths of values, each with the bytes that lie behind it in the source. */
const lengthsAndGaps = fc.array(fc.tuple(fc.oneof(fc.nat(5), fc.nat(300)), fc.nat(9)), { minLength: 1 })

test('values written in bulk are records like others, as many as there is room for and one at least', () => {
  fc.assert(
    fc.property(lengthsAndGaps, fc.integer({ min: 61, max: 2000 }), (lengths, room) => {
      const bounds: number[] = []
      let size = 0
      for (const [length, gap] of lengths) {
        bounds.push(size, size + length)
        size += length + gap
      }
      const source = Buffer.from(Array.from({ length: size }, (_, index) => index % 251))
      const writer = new BatchWriter({}, Buffer.alloc(room))
      const plain = new BatchWriter()
      for (let next = 0; next < bounds.length; ) {
        const from = next
        const timestamp = 1000 + from
        next = writer.appendValues({ timestamp, source, bounds }, from, bounds.length)
        expect(next).toBeGreaterThan(from)
        for (let at = from; at < next; at += 2) {
          plain.append({ timestamp, key: null, value: source.subarray(bounds[at], bounds[at + 1]) })
        }
      }
      const producer = { producerId: 1, producerEpoch: 2, baseSequence: 3 }
      expect(writer.finish(producer).equals(plain.finish(producer))).toBe(true)
    }),
  )
})

test('values that are written in bulk stop where there is no room', () => {
  const values = { timestamp: 1, source: Buffer.alloc(1000), bounds: [0, 20, 20, 40, 40, 540, 540, 543] }
  const writer = new BatchWriter({}, Buffer.alloc(200))
  const stops = [0, 4, 6].map((from) => writer.appendValues(values, from, values.bounds.length))
  expect(stops).toEqual([4, 6, 8])
})

test('a scan finds the same values as reading the records', () => {
  fc.assert(
    fc.property(fc.array(record, { minLength: 1, maxLength: 20 }), fc.constantFrom(...codecs), (written, codec) => {
      const batch = new RecordBatch(buildBatch(written, { codec }))
      const data = recordData(batch)
      const found: (Buffer | null)[] = []
      scanValues(data, batch.count, (_delta, start, length) => {
        found.push(length < 0 ? null : data.subarray(start, start + length))
        return false
      })
      expect(found).toEqual(written.map(({ value }) => value))
    }),
  )
})
