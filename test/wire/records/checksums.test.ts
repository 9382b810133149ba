import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32c, crc32cPortable } from '../../../src/base/crc32c.ts'
import { murmur2, partitionForKey } from '../../../src/base/murmur2.ts'

test('CRC-32C of the check string, whole and in two halves', () => {
  const check = Buffer.from('123456789')
  expect(crc32c(check)).toBe(0xe3069283)
  expect(crc32c(check.subarray(4), crc32c(check.subarray(0, 4)))).toBe(0xe3069283)
  expect(crc32c(Buffer.alloc(0))).toBe(0)
})

test('native and portable CRC-32C agree at every length and from every start', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 1500 }), fc.nat({ max: 0xffffffff }), (bytes, previous) => {
      expect(crc32c(bytes, previous)).toBe(crc32cPortable(bytes, previous))
    }),
  )
})

// From Kafka's own documentation of the hash: the values that its UtilsTest has held since 0.8.
test.each([
  ['21', -973932308],
  ['foobar', -790332482],
  ['a-little-bit-long-string', -985981536],
  ['a-little-bit-longer-string', -1486304829],
  ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
  ['abc', 479470107],
])('murmur2 of %s', (text, expected) => {
  expect(murmur2(Buffer.from(text))).toBe(expected)
})

test('a key has one partition, within the count', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.integer({ min: 1, max: 1000 }), (key, count) => {
      const partition = partitionForKey(key, count)
      expect(partition).toBeGreaterThanOrEqual(0)
      expect(partition).toBeLessThan(count)
    }),
  )
})
