import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  array,
  boolean,
  bytes,
  decodeJute,
  encodeJute,
  int32,
  int64,
  int64big,
  MalformedError,
  Reader,
  readJute,
  record,
  string,
  struct,
  Writer,
  writeJute,
} from '../../../src/wire/schema/index.ts'
import { juteLayout } from '../../../src/wire/schema/layout.ts'
import { valuesOf } from './arbitrary.ts'
import { codecsOf, decodedWhole, encoded, outcome } from './codecs.ts'

const Node = record('Node', {
  path: string(),
  data: bytes({ nullable: true }),
  zxid: int64big(),
  time: int64(),
  flags: int32(),
  watch: boolean(),
  acl: array({ perms: int32(), scheme: string({ nullable: true }) }, { nullable: true }),
  names: array(string(), { nullable: true }),
  stat: struct({ version: int32() }),
})
const layout = juteLayout(Node)
const { compiled, plain } = codecsOf(layout)
const seed = 382

test('the bytes are ZooKeeper’s', () => {
  const node = {
    path: '/é',
    data: null,
    zxid: -1n,
    time: 1,
    flags: 2,
    watch: true,
    acl: null,
    names: ['a'],
    stat: { version: 3 },
  }
  const hex =
    '00000003' +
    '2fc3a9' +
    'ffffffff' +
    'ffffffffffffffff' +
    '0000000000000001' +
    '00000002' +
    '01' +
    'ffffffff' +
    '00000001' +
    '00000001' +
    '61' +
    '00000003'
  expect(encodeJute(Node, node).toString('hex')).toBe(hex)
  expect(decodeJute(Node, Buffer.from(hex, 'hex'))).toEqual(node)
})

test('records come back as they went, one behind the other', () => {
  fc.assert(
    fc.property(valuesOf(layout), (value) => {
      const once = encoded(compiled.encode, value)
      expect(encoded(plain.encode, value)).toEqual(once)
      expect(decodedWhole(compiled.decode, once)).toEqual(value)
      expect(decodedWhole(plain.decode, once)).toEqual(value)
    }),
  )
})

test('several records after each other', () => {
  const Header = record('Header', { type: int32(), done: boolean() })
  const writer = new Writer()
  for (const type of [1, 2, 3]) writeJute(Header, writer, { type, done: type === 3 })
  const reader = new Reader(writer.finishBytes())
  expect([1, 2, 3].map(() => readJute(Header, reader).type)).toEqual([1, 2, 3])
  expect(reader.remaining).toBe(0)
})

test('noise and impossible lengths are refused, or read alike by both decoders', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), (noise) => {
      const frame = Buffer.from(noise)
      expect(outcome(plain.decode, frame)).toEqual(outcome(compiled.decode, frame))
    }),
    { seed, numRuns: 3000 },
  )
  for (const length of ['fffffffe', '80000000', '7fffffff']) {
    expect(() => decodeJute(Node, Buffer.from(`${length}00000000000000`, 'hex'))).toThrow(MalformedError)
  }
})
