import fc from 'fast-check'
import { addWatchMode, createFlags, opCode } from '../../../src/wire/jute/op-codes.ts'
import { ForwardedRequest, LearnerInfo, packetType, QuorumInt, SessionTouch } from '../../../src/wire/jute/quorum.ts'
import { CreateRequest, SetWatches2 } from '../../../src/wire/jute/requests.ts'
import { ConnectRequest, ReadOnlyFlag, RequestHeader } from '../../../src/wire/jute/session.ts'
import { encodeJute } from '../../../src/wire/schema/index.ts'
import { encodeGreeting } from '../../../src/zookeeper/ensemble/election/greeting.ts'
import { encodeNotification } from '../../../src/zookeeper/ensemble/election/notification.ts'
import { peerStates } from '../../../src/zookeeper/ensemble/election/vote.ts'
import { packet } from '../../../src/zookeeper/ensemble/quorum/packets.ts'

/** What somebody sends on one connection: something that is almost right. */
export type Stream = fc.Arbitrary<Buffer[]>

const bytes = (maxLength = 64) => fc.uint8Array({ maxLength }).map((each) => Buffer.from(each))
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const framed = (body: Buffer) => {
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length)
  return Buffer.concat([length, body])
}
/** The bytes, some of them others, or not all of them. */
const damaged = (whole: fc.Arbitrary<Buffer>) =>
  fc
    .tuple(whole, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }), fc.option(fc.nat()))
    .map(([right, changes, length]) => {
      const wrong = Buffer.from(right)
      for (const [at, value] of changes) if (wrong.length > 0) wrong[at % wrong.length] = value
      return length === null ? wrong : wrong.subarray(0, length % (wrong.length + 1))
    })
const mostly = (whole: fc.Arbitrary<Buffer>) =>
  fc.oneof({ weight: 3, arbitrary: whole }, { weight: 1, arbitrary: damaged(whole) })
const sequence = (head: fc.Arbitrary<Buffer>, item: fc.Arbitrary<Buffer>): Stream =>
  fc.tuple(mostly(head), fc.array(mostly(item), { maxLength: 6 })).map(([first, rest]) => [first, ...rest])
const operation = fc.oneof(fc.constantFrom(...Object.values(opCode)), int32)

const create = fc
  .record({ flags: fc.oneof(fc.constantFrom(...Object.values(createFlags)), int32), acl: int32 })
  .map(({ flags, acl }) =>
    encodeJute(CreateRequest, {
      path: '/fuzz',
      data: null,
      acl: [{ perms: acl, id: { scheme: 'world', id: 'anyone' } }],
      flags,
    }),
  )
const watches = encodeJute(SetWatches2, {
  relativeZxid: 0n,
  dataWatches: ['/', ''],
  existWatches: ['x'],
  childWatches: ['//'],
  persistentWatches: ['/zookeeper'],
  persistentRecursiveWatches: ['/'],
})
const body = fc.oneof(bytes(), create, fc.constant(watches), fc.constant(Buffer.from([addWatchMode.persistent])))

const greetingOfClient = fc
  .record({
    protocolVersion: int32,
    lastZxidSeen: fc.oneof(fc.constant(0n), int64),
    timeOut: int32,
    sessionId: fc.oneof(fc.constant(0n), int64),
  })
  .map((each) =>
    framed(
      Buffer.concat([
        encodeJute(ConnectRequest, { ...each, passwd: Buffer.alloc(16) }),
        encodeJute(ReadOnlyFlag, { readOnly: false }),
      ]),
    ),
  )
const clientRequest = fc
  .tuple(int32, operation, body)
  .map(([xid, type, rest]) => framed(Buffer.concat([encodeJute(RequestHeader, { xid, type }), rest])))

/** To the port for clients. */
export const fromClients: Stream = fc.oneof(
  sequence(greetingOfClient, clientRequest),
  fc.array(bytes(200), { maxLength: 4 }),
)

const greetingOfPeer = fc
  .tuple(
    fc.oneof(fc.integer({ min: -1, max: 5 }), fc.constant(77), fc.maxSafeInteger()),
    fc.array(fc.nat(65535), { maxLength: 3 }),
  )
  .map(([id, ports]) => encodeGreeting({ id, addresses: ports.map((port) => ({ host: '127.0.0.1', port })) }))
const vote = fc
  .record({
    state: fc.constantFrom(...peerStates),
    leader: fc.integer({ min: -1, max: 5 }),
    zxid: int64,
    electionEpoch: fc.maxSafeInteger(),
    peerEpoch: fc.nat(2 ** 31 - 1),
  })
  .chain((note) =>
    fc
      .constantFrom('', 'server.1=nonsense\nversion=0', 'version=ffffffff')
      .map((text) => framed(encodeNotification(note, text))),
  )

/** To the port for elections. */
export const fromVoters: Stream = fc.oneof(
  sequence(greetingOfPeer, vote),
  sequence(greetingOfPeer, bytes()),
  fc.array(bytes(200), { maxLength: 4 }),
)

const request = fc
  .tuple(int64, int32, operation, body)
  .map(([sessionId, cxid, type, rest]) =>
    Buffer.concat([encodeJute(ForwardedRequest, { sessionId, cxid, type }), rest]),
  )
const touches = fc
  .array(fc.tuple(int64, int32), { maxLength: 3 })
  .map((each) => Buffer.concat(each.map(([sessionId, timeout]) => encodeJute(SessionTouch, { sessionId, timeout }))))
const learnerPacket = fc
  .tuple(
    fc.oneof(fc.constantFrom(...Object.values(packetType)), int32),
    fc.oneof(fc.constantFrom(0n, -1n), int64),
    fc.oneof(fc.constant(null), bytes(), request, touches),
    fc.oneof(fc.constant(null), fc.constant([{ scheme: 'super', id: '' }])),
  )
  .map(([type, zxid, data, ids]) => packet(type, zxid, data, ids))
const forwarded = fc.oneof(
  request.map((data) => packet(packetType.request, -1n, data)),
  touches.map((data) => packet(packetType.ping, 0n, data)),
)

/** To the leader's port for learners; `epoch` is the leader's. */
export function fromLearners(epoch: number): Stream {
  const info = fc
    .tuple(
      fc.constantFrom(packetType.followerInfo, packetType.observerInfo),
      fc.oneof(fc.constantFrom(0n, 77n, -1n), int64),
      int64,
    )
    .map(([type, serverId, zxid]) =>
      packet(type, zxid, encodeJute(LearnerInfo, { serverId, protocolVersion: 0x10000, configVersion: 0n })),
    )
  const promise = fc
    .tuple(fc.oneof(fc.constant(0n), int64), int32)
    .map(([zxid, value]) => packet(packetType.ackEpoch, zxid, encodeJute(QuorumInt, { value })))
  const ack = fc.constant(packet(packetType.ack, BigInt(epoch) << 32n))
  const joined = fc.tuple(info, promise, ack, fc.array(mostly(fc.oneof(forwarded, learnerPacket)), { maxLength: 6 }))
  return fc.oneof(
    joined.map(([first, second, third, rest]) => [first, second, third, ...rest]),
    sequence(info, learnerPacket),
    fc.array(bytes(200), { maxLength: 4 }),
  )
}
