import fc from 'fast-check'
import { expect, test } from 'vitest'
import { MalformedError } from '../../../src/wire/schema/index.ts'
import { encodeGreeting, readGreeting } from '../../../src/zookeeper/ensemble/election/greeting.ts'
import { decodeNotification, encodeNotification } from '../../../src/zookeeper/ensemble/election/notification.ts'
import { noCandidate, peerStates } from '../../../src/zookeeper/ensemble/election/vote.ts'

const long = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const note = fc.record({
  state: fc.constantFrom(...peerStates),
  leader: fc.integer(),
  zxid: long,
  electionEpoch: fc.nat(),
  peerEpoch: fc.nat(),
})

test('notifications come back as they were', () => {
  fc.assert(
    fc.property(note, fc.string(), (sent, config) => {
      expect(decodeNotification(encodeNotification(sent, config))).toEqual({ note: sent, configText: config })
    }),
  )
  const observers = { ...noCandidate, state: 'looking', electionEpoch: 1 } as const
  expect(decodeNotification(encodeNotification(observers, '')).note).toEqual(observers)
})

test('what a real server sends is read', () => {
  const bytes = Buffer.from(
    '000000000000000000000003000000010000000f00000000000000050000000000000001000000020000000176',
    'hex',
  )
  expect(decodeNotification(bytes.subarray(0))).toEqual({
    note: { state: 'looking', leader: 3, zxid: 0x10000000fn, electionEpoch: 5, peerEpoch: 1 },
    configText: 'v',
  })
})

test.each([28, 40])('the shorter form of %i bytes is read', (size) => {
  const sent = { state: 'looking', leader: 2, zxid: 0x300000001n, electionEpoch: 4, peerEpoch: 3 } as const
  expect(decodeNotification(encodeNotification(sent, '').subarray(0, size))).toEqual({
    note: sent,
    configText: undefined,
  })
})

test('no bytes hurt', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      for (const read of [decodeNotification, readGreeting]) {
        try {
          read(Buffer.from(bytes))
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedError)
        }
      }
    }),
  )
})

test.each([
  [[{ host: 'localhost', port: 3888 }]],
  [[{ host: '::1', port: 1 }]],
  [
    [
      { host: 'a', port: 1 },
      { host: 'b', port: 2 },
    ],
  ],
])('a greeting with %j comes back as it was, and not before it is whole', (addresses) => {
  const bytes = encodeGreeting({ id: 3, addresses })
  for (let size = 0; size < bytes.length; size++) expect(readGreeting(bytes.subarray(0, size))).toBeUndefined()
  expect(readGreeting(Buffer.concat([bytes, Buffer.from('rest')]))).toEqual({
    greeting: { id: 3, addresses },
    size: bytes.length,
  })
})

test('an old greeting is only an id', () => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(5n)
  expect(readGreeting(bytes)).toEqual({ greeting: { id: 5, addresses: [] }, size: 8 })
})
