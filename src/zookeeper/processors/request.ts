import type { Id } from '../../wire/jute/data.ts'

/** What a client asked for, or the server itself (to close an expired session, to delete an empty container). */
export interface Request {
  readonly sessionId: bigint
  /** The client's number for it. */
  readonly cxid: number
  /** An `opCode`. */
  readonly type: number
  /** What follows the request header; may be lent for the time of the call that hands it on. */
  readonly body: Buffer
  /** Who the client is. */
  readonly ids: readonly Id[]
  /** Monotonic milliseconds of its arrival. */
  readonly arrived: number
  /** The server that the client is connected to, by the leader's connection with it; undefined: this one. */
  readonly owner?: object
}
