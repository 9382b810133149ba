import { MalformedError, Reader, Writer } from '../../../wire/schema/index.ts'
import { type Notification, peerStates } from './vote.ts'

/** A notification as it came. */
export interface HeardNotification {
  readonly note: Notification
  /** The members that its sender knows; undefined from servers before 3.5. */
  readonly configText: string | undefined
}

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
export function decodeNotification(message: Buffer): HeardNotification {
  if (message.length < oldestSize) throw new MalformedError(`a notification of ${message.length} bytes`)
  const reader = new Reader(message)
  const state = peerStates[reader.int32()]
  if (state === undefined) throw new MalformedError('a notification of an unknown state')
  const leader = Number(reader.int64big())
  const zxid = reader.int64big()
  const electionEpoch = Number(reader.int64big())
  const peerEpoch = message.length === oldestSize ? Number(zxid >> 32n) : Number(reader.int64big())
  const configText = message.length > oldSize ? readConfig(reader) : undefined
  return { note: { state, leader, zxid, electionEpoch, peerEpoch }, configText }
}

function readConfig(reader: Reader): string | undefined {
  if (reader.int32() <= 1) return undefined
  const size = reader.int32()
  if (size < 0 || size > reader.remaining) throw new MalformedError(`a configuration of ${size} bytes`)
  return reader.text(size) ?? ''
}
