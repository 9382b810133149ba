import { expect, it } from 'vitest'
import { systemRandom } from '../../src/base/random.ts'
import { randomUuid, uuidFromBytes, uuidToBytes, zeroUuid } from '../../src/base/uuid.ts'

it('a uuid is 22 characters of base64url for 16 bytes', () => {
  const bytes = Buffer.from('00112233445566778899aabbccddeeff', 'hex')
  expect(uuidFromBytes(Buffer.concat([Buffer.from([9]), bytes]), 1)).toBe('ABEiM0RVZneImaq7zN3u_w')
  expect(uuidToBytes('ABEiM0RVZneImaq7zN3u_w')).toEqual(bytes)
  expect(uuidToBytes(zeroUuid)).toEqual(Buffer.alloc(16))
  expect(() => uuidToBytes('short')).toThrow('does not decode')
})

it('random uuids are of version 4 and never begin with a dash', () => {
  for (let i = 0; i < 500; i++) {
    const uuid = randomUuid(systemRandom)
    expect(uuid).toMatch(/^[A-Za-z0-9_][\w-]{21}$/)
    expect((uuidToBytes(uuid)[6] ?? 0) >> 4).toBe(4)
  }
})
