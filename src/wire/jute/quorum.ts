import type { TypeOf } from '../schema/index.ts'
import { array, boolean, bytes, int32, int64big, record } from '../schema/index.ts'
import { Id } from './data.ts'

/** What servers of an ensemble say to each other on the leader's port: bare records, no frame length before them. */
export const QuorumPacket = record('QuorumPacket', {
  /** A `packetType`. */
  type: int32(),
  zxid: int64big(),
  data: bytes({ nullable: true }),
  authinfo: array(Id.fields, { nullable: true }),
})
export type QuorumPacket = TypeOf<typeof QuorumPacket>

/** `Leader`'s constants. */
export const packetType = {
  request: 1,
  proposal: 2,
  ack: 3,
  commit: 4,
  ping: 5,
  revalidate: 6,
  sync: 7,
  inform: 8,
  commitAndActivate: 9,
  newLeader: 10,
  followerInfo: 11,
  upToDate: 12,
  diff: 13,
  trunc: 14,
  snap: 15,
  observerInfo: 16,
  leaderInfo: 17,
  ackEpoch: 18,
  informAndActivate: 19,
} as const

/** The data of followerInfo and observerInfo. */
export const LearnerInfo = record('LearnerInfo', {
  serverId: int64big(),
  protocolVersion: int32(),
  configVersion: int64big(),
})

/** The version of the protocol that leader and learners agree on: 1.0. */
export const learnerProtocol = 0x10000

/** The data of leaderInfo (the protocol's version) and of ackEpoch (the epoch that was current). */
export const QuorumInt = record('QuorumInt', { value: int32() })

/** Begins the data of a request; the client's request follows. */
export const ForwardedRequest = record('ForwardedRequest', { sessionId: int64big(), cxid: int32(), type: int32() })

/** The data of a revalidation's question; answers to pings hold any number of these. */
export const SessionTouch = record('SessionTouch', { sessionId: int64big(), timeout: int32() })

/** The data of a revalidation's answer. */
export const SessionValidity = record('SessionValidity', { sessionId: int64big(), isValid: boolean() })
