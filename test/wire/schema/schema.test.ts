import { expect, expectTypeOf, test, vi } from 'vitest'
import type { DiskFile } from '../../../src/base/disk/disk.ts'
import {
  array,
  boolean,
  bytes,
  type Chunk,
  decode,
  encode,
  type InputOf,
  int8,
  int16,
  int32,
  int64,
  int64big,
  MalformedError,
  message,
  records,
  string,
  struct,
  type TypeOf,
  UnsupportedVersionError,
  uuid,
  Writer,
  zeroUuid,
} from '../../../src/wire/schema/index.ts'
import { joined } from './codecs.ts'

const Sample = message(
  'Sample',
  { versions: '0-3', flexible: '2+' },
  {
    id: int32(),
    old: string({ until: 0 }),
    name: string({ since: 1, nullable: 3, default: 'x' }),
    extra: int16({ since: 1, default: -1, ignorable: true }),
    parts: array({ index: int16(), offset: int64({ default: -1 }) }),
    place: struct({ host: string(), port: int32() }, { since: 3, nullable: true, default: null }),
    note: string({ since: 2, nullable: true, default: null, tag: 1 }),
    many: array(int32(), { since: 2, tag: 0 }),
  },
)

test('types follow from the declaration', () => {
  type Part = { index: number; offset: number }
  type Place = { host: string; port: number } | null
  expectTypeOf<TypeOf<typeof Sample>>().toEqualTypeOf<{
    id: number
    old: string
    name: string | null
    extra: number
    parts: Part[]
    place: Place
    note: string | null
    many: number[]
  }>()
  expectTypeOf<{ id: number; parts: { index: number }[] }>().toExtend<InputOf<typeof Sample>>()
  expectTypeOf<{ parts: { index: number }[] }>().not.toExtend<InputOf<typeof Sample>>()
})

const least = { id: 7, parts: [{ index: 1 }] }

test('what is left out is the default, and what a version lacks decodes as the default', () => {
  const all = { old: '', name: 'x', extra: -1, place: null, note: null, many: [] }
  for (let version = 0; version <= 3; version++) {
    const bytes = joined(encode(Sample, version, least))
    expect(decode(Sample, version, bytes)).toEqual({ ...all, id: 7, parts: [{ index: 1, offset: -1 }] })
  }
})

test('the bytes of each kind of version', () => {
  const hex = (version: number, value: InputOf<typeof Sample>) => joined(encode(Sample, version, value)).toString('hex')
  expect(hex(0, { ...least, old: 'é' })).toBe('000000070002c3a90000000100' + '01ffffffffffffffff')
  expect(hex(1, { ...least, name: 'ab' })).toBe('0000000700026162ffff00000001' + '0001ffffffffffffffff')
  expect(hex(3, { ...least, name: null, note: 'n', many: [5] })).toBe(
    '0000000700ffff02' + '0001ffffffffffffffff00' + 'ff' + '02' + '000502' + '00000005' + '0102' + '026e',
  )
})

test('tagged fields of any size come back, unknown ones are passed over', () => {
  for (const length of [0, 1, 100, 126, 127, 128, 5000, 20_000]) {
    const value = { ...least, note: 'n'.repeat(length), many: Array.from({ length }, (_, i) => i) }
    expect(decode(Sample, 3, joined(encode(Sample, 3, value)))).toMatchObject(value)
  }
  const known = joined(encode(Sample, 2, least))
  const withUnknown = Buffer.concat([known.subarray(0, -1), Buffer.from([1, 99, 3, 1, 2, 3])])
  expect(decode(Sample, 2, withUnknown)).toEqual(decode(Sample, 2, known))
})

test('a tagged field of another size than announced is malformed', () => {
  const sized = joined(encode(Sample, 2, { ...least, note: 'abc' }))
  sized[sized.length - 5] = 6
  expect(() => decode(Sample, 2, Buffer.concat([sized, Buffer.alloc(9)]))).toThrow(MalformedError)
})

test('a value that the version has no place for is refused unless it may be ignored', () => {
  expect(() => encode(Sample, 1, { ...least, old: 'gone' })).toThrow(UnsupportedVersionError)
  expect(() => encode(Sample, 0, { ...least, name: 'y' })).toThrow('Attempted to write a non-default name at version 0')
  expect(() => encode(Sample, 0, { ...least, extra: 5, name: 'x' })).not.toThrow()
  expect(() => encode(Sample, 0, { ...least, place: { host: '', port: 0 } })).toThrow(UnsupportedVersionError)
  expect(() => encode(Sample, 1, { ...least, many: [1] })).toThrow(UnsupportedVersionError)
  expect(() => encode(Sample, 1, { ...least, many: [] })).not.toThrow()
})

test('versions that there are not', () => {
  for (const version of [-1, 4, 1.5, Number.NaN]) {
    expect(() => encode(Sample, version, least)).toThrow(UnsupportedVersionError)
    expect(() => decode(Sample, version, Buffer.alloc(99))).toThrow(UnsupportedVersionError)
  }
})

test('null where it may not be', () => {
  expect(() => encode(Sample, 1, { ...least, name: null })).toThrow(TypeError)
  expect(() => decode(Sample, 1, Buffer.from('00000007ffffffff00000000', 'hex'))).toThrow('name is null')
  expect(() => decode(Sample, 0, Buffer.from('000000070000ffffffff', 'hex'))).toThrow('parts is null')
})

const Values = message(
  'Values',
  { versions: '0', flexible: 'none' },
  { small: int8(), large: int64(), whole: int64big(), id: uuid(), flag: boolean(), data: bytes({ nullable: true }) },
)
const values = { small: -1, large: 2 ** 53 - 1, whole: -(2n ** 63n), id: zeroUuid, flag: true, data: null }

test('numbers beyond their type are refused, not bent', () => {
  expect(decode(Values, 0, joined(encode(Values, 0, values)))).toEqual(values)
  for (const wrong of [{ small: 128 }, { small: 1.5 }, { large: 2 ** 53 }, { id: 'short' }, { id: '*'.repeat(22) }]) {
    expect(() => encode(Values, 0, { ...values, ...wrong })).toThrow(RangeError)
  }
  const beyond = joined(encode(Values, 0, values))
  beyond[1] = 0x40
  expect(() => decode(Values, 0, beyond)).toThrow(MalformedError)
})

test('decoded bytes are copies', () => {
  const frame = joined(encode(Values, 0, { ...values, data: Buffer.from('abc') }))
  const { data } = decode(Values, 0, frame)
  frame.fill(0)
  expect(data?.toString()).toBe('abc')
})

const Batch = message(
  'Batch',
  { versions: '0-1', flexible: '1+' },
  { before: int32(), records: records({ nullable: true }), after: int32() },
)

const file: DiskFile = {
  path: 'a.log',
  descriptor: undefined,
  size: () => 0,
  read: () => 0,
  write: () => {},
  truncate: () => {},
  sync: () => {},
  syncLater: async () => {},
  close: () => {},
}

test('records pass through uncopied, as buffers and file ranges, and are a view when decoded', () => {
  const large = Buffer.alloc(5000, 1)
  const range = { file, position: 100, length: 70_000 }
  for (const version of [0, 1]) {
    const chunks = encode(Batch, version, { before: 1, records: [large, range, Buffer.from('ab')], after: 2 })
    expect(chunks).toHaveLength(4)
    expect(chunks[1]).toBe(large)
    expect(chunks[2]).toBe(range)
    const whole = Buffer.concat(
      chunks.map((chunk: Chunk) => (chunk === range ? Buffer.alloc(70_000) : joined([chunk]))),
    )
    const decoded = decode(Batch, version, whole)
    expect(decoded).toMatchObject({ before: 1, after: 2 })
    expect(decoded.records).toHaveLength(75_002)
    expect(decoded.records?.buffer).toBe(whole.buffer)
  }
})

test('writers that are open at the same time do not disturb each other', () => {
  const writers = Array.from({ length: 5 }, () => new Writer())
  for (let i = 0; i < 40_000; i++) for (const [w, writer] of writers.entries()) writer.int32(w * 100_000 + i)
  for (const [w, writer] of writers.entries()) {
    const written = writer.finishBytes()
    expect(written).toHaveLength(160_000)
    expect(written.readInt32BE(4 * 39_999)).toBe(w * 100_000 + 39_999)
    expect(written.readInt32BE(0)).toBe(w * 100_000)
  }
})

test('messages that follow each other in one slab stay as they were', () => {
  const first = encode(Sample, 3, { ...least, note: 'first' })
  const copy = Buffer.from(joined(first))
  for (let i = 0; i < 10_000; i++) encode(Sample, 3, { ...least, id: i, note: 'another' })
  expect(joined(first)).toEqual(copy)
})

test('text of every kind and length comes back, wherever in the slab it falls', () => {
  for (let length = 0; length < 3000; length++) {
    for (const name of ['x'.repeat(length % 200), `${'x'.repeat(length % 90)}é`, '𝄞'.repeat(length % 40)]) {
      const value = { ...least, name }
      expect(decode(Sample, 1 + (length % 3), joined(encode(Sample, 1 + (length % 3), value))).name).toBe(name)
    }
  }
})

test('code is generated for messages that come often; where Node allows none, closures serve on', () => {
  const noCode = vi.fn(function refuse() {
    throw new EvalError('Code generation from strings disallowed for this context')
  })
  vi.stubGlobal('Function', noCode)
  try {
    const Unseen = message('Unseen', { versions: '0', flexible: 'none' }, { list: array({ id: int32() }) })
    const value = { list: [{ id: 1 }, { id: 2 }] }
    const again = () => decode(Unseen, 0, joined(encode(Unseen, 0, value)))
    expect(again()).toEqual(value)
    expect(noCode).not.toHaveBeenCalled()
    for (let use = 0; use < 20; use++) expect(again()).toEqual(value)
    expect(noCode).toHaveBeenCalledTimes(2)
  } finally {
    vi.unstubAllGlobals()
  }
})
