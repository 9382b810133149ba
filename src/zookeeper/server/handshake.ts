import { ConnectRequest, ReadOnlyFlag } from '../../wire/jute/session.ts'
import { Reader, readJute } from '../../wire/schema/index.ts'

/** A connect request, and whether the client knows the read-only byte. */
export interface Handshake {
  readonly request: ConnectRequest
  readonly knowsReadOnly: boolean
}

/** @throws MalformedError */
export function readHandshake(frame: Buffer): Handshake {
  const reader = new Reader(frame)
  const request = readJute(ConnectRequest, reader)
  const knowsReadOnly = reader.remaining > 0
  if (knowsReadOnly) readJute(ReadOnlyFlag, reader)
  return { request, knowsReadOnly }
}
