import type { TypeOf } from '../schema/index.ts'
import { boolean, bytes, int32, int64big, record } from '../schema/index.ts'

/** The first frame of a connection. Clients before 3.4 leave `readOnly` out: see `ReadOnlyFlag`. */
export const ConnectRequest = record('ConnectRequest', {
  protocolVersion: int32(),
  lastZxidSeen: int64big(),
  /** Milliseconds wished for. */
  timeOut: int32(),
  /** 0n asks for a new session. */
  sessionId: int64big(),
  passwd: bytes({ nullable: true }),
})
export type ConnectRequest = TypeOf<typeof ConnectRequest>

/** The answer; a `timeOut` of 0 says that the session has expired. */
export const ConnectResponse = record('ConnectResponse', {
  protocolVersion: int32(),
  /** Milliseconds granted. */
  timeOut: int32(),
  sessionId: int64big(),
  passwd: bytes(),
})
export type ConnectResponse = TypeOf<typeof ConnectResponse>

/** The byte that follows both, unless the client is an old one. */
export const ReadOnlyFlag = record('ReadOnlyFlag', { readOnly: boolean() })

export const RequestHeader = record('RequestHeader', { xid: int32(), type: int32() })
export type RequestHeader = TypeOf<typeof RequestHeader>

/** Its body follows only when `err` is 0. */
export const ReplyHeader = record('ReplyHeader', { xid: int32(), zxid: int64big(), err: int32() })
export type ReplyHeader = TypeOf<typeof ReplyHeader>
