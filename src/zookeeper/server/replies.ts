import { keeperState, specialXid } from '../../wire/jute/op-codes.ts'
import { WatcherEvent } from '../../wire/jute/responses.ts'
import { ConnectResponse, ReadOnlyFlag, ReplyHeader } from '../../wire/jute/session.ts'
import { Writer, writeJute } from '../../wire/schema/index.ts'

/** The frame of an answer; `body` writes what follows the header. */
export function replyFrame(header: ReplyHeader, body?: (writer: Writer) => void): Buffer {
  const writer = frameWriter()
  writeJute(ReplyHeader, writer, header)
  body?.(writer)
  return finishFrame(writer)
}

/** The frame that tells a client that one of its watches fired. */
export function eventFrame(type: number, path: string): Buffer {
  return replyFrame({ xid: specialXid.event, zxid: -1n, err: 0 }, (writer) => {
    writeJute(WatcherEvent, writer, { type, state: keeperState.syncConnected, path })
  })
}

/** @param readOnly undefined leaves the byte out, for clients that don't know it */
export function connectFrame(response: ConnectResponse, readOnly: boolean | undefined): Buffer {
  const writer = frameWriter()
  writeJute(ConnectResponse, writer, response)
  if (readOnly !== undefined) writeJute(ReadOnlyFlag, writer, { readOnly })
  return finishFrame(writer)
}

function frameWriter(): Writer {
  const writer = new Writer()
  writer.int32(0)
  return writer
}

function finishFrame(writer: Writer): Buffer {
  const frame = writer.finishBytes()
  frame.writeInt32BE(frame.length - 4, 0)
  return frame
}
