import { MalformedError, Reader, Writer } from '../../../wire/schema/index.ts'
import { type Notification, peerStates } from './vote.ts'

const version = 2
/** What servers before 3.4 send: without the epoch. */
const oldestSize = 28
/** What servers before 3.5 send: without the configuration. */
const oldSize = 40

/** The message for the election port, without its length. */
export function encodeNotification(note: Notification, configText: string): Buffer {
  const config = Buffer.from(configText)
  const writer = new Writer()
  writer.int32(peerStates.indexOf(note.state))
  writer.int64big(BigInt(note.leader))
  writer.int64big(note.zxid)
  writer.int64big(BigInt(note.electionEpoch))
  writer.int64big(BigInt(note.peerEpoch))
  writer.int32(version)
  writer.int32(config.length)
  writer.raw(config)
  return writer.finishBytes()
}

/** @throws MalformedError */
export function decodeNotification(message: Buffer): Notification {
  if (message.length < oldestSize) throw new MalformedError(`a notification of ${message.length} bytes`)
  const reader = new Reader(message)
  const state = peerStates[reader.int32()]
  if (state === undefined) throw new MalformedError('a notification of an unknown state')
  const leader = Number(reader.int64big())
  const zxid = reader.int64big()
  const electionEpoch = Number(reader.int64big())
  const peerEpoch = message.length === oldestSize ? Number(zxid >> 32n) : Number(reader.int64big())
  if (message.length > oldSize) checkConfig(reader)
  return { state, leader, zxid, electionEpoch, peerEpoch }
}

function checkConfig(reader: Reader): void {
  const size = reader.int32() > 1 ? reader.int32() : 0
  if (size < 0 || size > reader.remaining) throw new MalformedError(`a configuration of ${size} bytes`)
}
