import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Codec, codecId, codecs, compress, decompress } from '../../../src/wire/records/compression.ts'
import { CorruptRecordError } from '../../../src/wire/records/corrupt.ts'
import { lz4Compress, lz4Decompress } from '../../../src/wire/records/lz4.ts'

const compressing = codecs.filter((codec) => codec !== 'none')

/** Bytes with runs and repeats, as records have them. */
const repetitive = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.integer({ min: 1, max: 300 })), { maxLength: 60 })
  .map((parts) => Buffer.concat(parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => bytes))))

function unpack(codec: Codec, bytes: Uint8Array, maxSize?: number) {
  return decompress(codecId(codec), Buffer.from(bytes), maxSize === undefined ? {} : { maxSize })
}

describe.each(compressing)('%s', (codec) => {
  test('gives back what it took', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
          repetitive,
        ),
        (bytes) => {
          expect(unpack(codec, compress(codec, bytes)).equals(bytes)).toBe(true)
        },
      ),
    )
  })

  test('shrinks text of several blocks', () => {
    const text = Buffer.from(
      Array.from({ length: 9000 }, (_, index) => `{"id":${index},"name":"user-${index % 97}"}`).join('\n'),
    )
    const packed = compress(codec, text)
    expect(packed.length).toBeLessThan(text.length / 2)
    expect(unpack(codec, packed).equals(text)).toBe(true)
  })

  test('refuses to grow beyond the limit', () => {
    const packed = compress(codec, Buffer.alloc(1_000_000))
    expect(() => unpack(codec, packed, 999_999)).toThrow(CorruptRecordError)
    expect(unpack(codec, packed, 1_000_000).length).toBe(1_000_000)
  })

  test('answers torn and random bytes with an error of its own, never with a crash', () => {
    const packed = Buffer.from(compress(codec, Buffer.from('some text, some text, some more text, and the end')))
    fc.assert(
      fc.property(
        fc.nat({ max: packed.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        fc.boolean(),
        (at, change, cut) => {
          const broken = Buffer.from(cut ? packed.subarray(0, at) : packed)
          if (!cut) broken[at] = (broken[at] ?? 0) ^ change
          try {
            unpack(codec, broken, 100_000)
          } catch (error) {
            expect(error).toBeInstanceOf(CorruptRecordError)
          }
        },
      ),
    )
  })
})

test('a bare snappy block without snappy-java framing is read, as Kafka does', () => {
  const framed = Buffer.from(compress('snappy', Buffer.from('hello hello hello hello hello')))
  expect(unpack('snappy', framed.subarray(20)).toString()).toBe('hello hello hello hello hello')
})

test('lz4 of message format 0 has its own header checksum, and both are read', () => {
  const old = lz4Compress(Buffer.from('abc'), { withOldHeaderChecksum: true })
  expect(old[6]).not.toBe(lz4Compress(Buffer.from('abc'))[6])
  expect(lz4Decompress(old, 100).toString()).toBe('abc')
})

function hasTool(name: string): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test.skipIf(!hasTool('lz4'))('the lz4 program reads ours, and we read its (skipped where it is missing)', () => {
  const text = Buffer.from('lorem ipsum '.repeat(20_000))
  expect(execFileSync('lz4', ['-dc'], { input: compress('lz4', text) }).equals(text)).toBe(true)
  for (const flag of ['-B4', '-B7', '-BD', '-BX']) {
    expect(unpack('lz4', execFileSync('lz4', ['-c', flag], { input: text })).equals(text)).toBe(true)
  }
})

test.skipIf(!hasTool('zstd'))('the zstd program reads ours, and we read its (skipped where it is missing)', () => {
  const text = Buffer.from('lorem ipsum '.repeat(20_000))
  expect(execFileSync('zstd', ['-dc'], { input: compress('zstd', text) }).equals(text)).toBe(true)
  expect(unpack('zstd', execFileSync('zstd', ['-c'], { input: text })).equals(text)).toBe(true)
})
