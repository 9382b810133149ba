import { ConnectRequest, ReadOnlyFlag, RequestHeader } from '../../wire/jute/session.ts'
import { Writer, writeJute } from '../../wire/schema/index.ts'

/** A request's frame: length, header, body. */
export function requestFrame(xid: number, type: number, write: (writer: Writer) => void): Buffer {
  return frame((writer) => {
    writeJute(RequestHeader, writer, { xid, type })
    write(writer)
  })
}

export interface SessionIdentity {
  /** 0n asks for a new session. */
  readonly id: bigint
  readonly password: Buffer
}

interface ConnectWish {
  readonly timeoutMs: number
  readonly lastZxidSeen: bigint
  readonly readOnly: boolean
}

/** The frame that opens a connection: it asks for a new session or takes an old one up again. */
export function connectFrame(session: SessionIdentity, { timeoutMs, lastZxidSeen, readOnly }: ConnectWish): Buffer {
  return frame((writer) => {
    writeJute(ConnectRequest, writer, {
      protocolVersion: 0,
      lastZxidSeen,
      timeOut: timeoutMs,
      sessionId: session.id,
      passwd: session.password,
    })
    writeJute(ReadOnlyFlag, writer, { readOnly })
  })
}

function frame(write: (writer: Writer) => void): Buffer {
  const writer = new Writer()
  writer.int32(0)
  write(writer)
  const bytes = writer.finishBytes()
  bytes.writeInt32BE(bytes.length - 4, 0)
  return bytes
}
