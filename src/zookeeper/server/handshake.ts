import { ConnectRequest, ReadOnlyFlag } from '../../wire/jute/session.ts'
import { Reader, readJute } from '../../wire/schema/index.ts'

/** A connect request, and what the client knows of servers that only read. */
export interface Handshake {
  readonly request: ConnectRequest
  readonly knowsReadOnly: boolean
  /** It can do with such a one. */
  readonly canBeReadOnly: boolean
}

/** @throws MalformedError */
export function readHandshake(frame: Buffer): Handshake {
  const reader = new Reader(frame)
  const request = readJute(ConnectRequest, reader)
  const knowsReadOnly = reader.remaining > 0
  const canBeReadOnly = knowsReadOnly && readJute(ReadOnlyFlag, reader).readOnly
  return { request, knowsReadOnly, canBeReadOnly }
}
