import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeRequestHeader } from '../../../src/wire/kafka/headers.ts'
import { MalformedError, Reader } from '../../../src/wire/schema/index.ts'
import { messageLayout } from '../../../src/wire/schema/layout.ts'
import { valuesOf } from '../schema/arbitrary.ts'
import { type Codecs, codecsOf, encoded, outcome } from '../schema/codecs.ts'
import { allVersions } from './messages.ts'

/** One way to spoil a frame. */
interface Damage {
  readonly kind: 'cut' | 'flip' | 'fill' | 'insert'
  /** Where, as a part of the length. */
  readonly where: number
  readonly bytes: Uint8Array
}

const damage: fc.Arbitrary<Damage> = fc.record({
  kind: fc.constantFrom('cut', 'flip', 'fill', 'insert'),
  where: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc.constantFrom(
      Uint8Array.of(0x7f, 0xff, 0xff, 0xff),
      Uint8Array.of(0xff, 0xff, 0xff, 0xff),
      Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f),
      Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80, 0x80),
      Uint8Array.of(0x00, 0x01, 0x00, 0x00),
    ),
  ),
})

function spoilt(frame: Buffer, { kind, where, bytes }: Damage): Buffer {
  const at = Math.floor(where * frame.length)
  if (kind === 'cut') return frame.subarray(0, at)
  if (kind === 'insert') return Buffer.concat([frame.subarray(0, at), bytes, frame.subarray(at)])
  const copy = Buffer.from(frame)
  bytes.forEach((byte, i) => {
    if (at + i < copy.length) copy[at + i] = kind === 'flip' ? (copy[at + i] ?? 0) ^ byte : byte
  })
  return copy
}

/** Elements and bytes that a decoded value holds: each took at least one byte of the frame. */
function weight(value: unknown): number {
  if (value instanceof Uint8Array) return value.length
  if (typeof value !== 'object' || value === null) return 0
  const parts = Object.values(value).reduce((sum: number, part: unknown) => sum + weight(part), 0)
  return parts + (Array.isArray(value) ? value.length : 0)
}

function checkFrame({ compiled, plain }: Codecs, frame: Buffer): void {
  const result = outcome(compiled.decode, frame)
  expect(outcome(plain.decode, frame)).toEqual(result)
  expect(weight(result)).toBeLessThanOrEqual(frame.length)
}

const seed = 370

describe('spoilt frames are refused, or read alike by both decoders', () => {
  const cases = allVersions.map(({ message, version }) => ({ name: `${message.name} v${version}`, message, version }))

  test.for(cases)('$name', ({ message, version }) => {
    const layout = messageLayout(message, version)
    const codecs = codecsOf(layout)
    const spoil = fc.array(damage, { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(valuesOf(layout), spoil, (value, all) => {
        checkFrame(codecs, all.reduce(spoilt, encoded(codecs.compiled.encode, value)))
      }),
      { seed, numRuns: 30 },
    )
  })

  test('noise', () => {
    const all = allVersions.map(({ message, version }) => codecsOf(messageLayout(message, version)))
    fc.assert(
      fc.property(fc.constantFrom(...all), fc.uint8Array({ maxLength: 200 }), (codecs, noise) => {
        checkFrame(codecs, Buffer.from(noise))
      }),
      { seed, numRuns: 3000 },
    )
  })

  test('headers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
        try {
          expect(decodeRequestHeader(Buffer.from(noise)).bodyOffset).toBeLessThanOrEqual(noise.length)
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError)
        }
      }),
      { seed, numRuns: 3000 },
    )
  })
})

test('a length that the frame has no bytes for costs no memory', () => {
  const huge = Buffer.concat([Buffer.from([0x7f, 0xff, 0xff, 0xff]), Buffer.alloc(60)])
  const hugeCompact = Buffer.concat([Buffer.from([0xff, 0xff, 0xff, 0xff, 0x07]), Buffer.alloc(60)])
  for (const frame of [huge, hugeCompact]) {
    for (const length of ['int32', 'compactLength'] as const) {
      const before = process.memoryUsage().arrayBuffers
      const reader = new Reader(frame)
      const count = reader[length]()
      if (count > frame.length) {
        expect(() => reader.elements(count, 1)).toThrow(MalformedError)
        expect(() => reader.copy(count)).toThrow(MalformedError)
        expect(() => reader.text(count)).toThrow(MalformedError)
      }
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
    }
  }
})
