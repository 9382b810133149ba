import { packetType } from '../../../wire/jute/quorum.ts'
import type { CommittedTxn } from '../../storage/committed-log.ts'
import type { Database } from '../../storage/database.ts'
import { snapshotStream } from '../../storage/snapshot-stream.ts'
import { packet } from './packets.ts'
import type { Synchronisation } from './synchronisation.ts'

/** What goes to a learner in one turn. */
const pieceSize = 128 * 1024

/** What brings a learner to the leader's state, in pieces: that of the time of this call, or a little later. */
export function whatIsLacking(how: Synchronisation, database: Database): Generator<Buffer> {
  return how.kind === 'snap' ? snapshotOf(database) : historyOf(how)
}

function snapshotOf(database: Database): Generator<Buffer> {
  return joined([packet(packetType.snap, database.lastZxid)], snapshotStream(database))
}

function historyOf({ kind, zxid, lacking }: Exclude<Synchronisation, { kind: 'snap' }>): Generator<Buffer> {
  const first = packet(kind === 'diff' ? packetType.diff : packetType.trunc, zxid)
  return joined([first], committedPackets(lacking))
}

function* committedPackets(txns: readonly CommittedTxn[]): Generator<Buffer> {
  for (const { zxid, bytes } of txns) {
    yield packet(packetType.proposal, zxid, bytes)
    yield packet(packetType.commit, zxid)
  }
}

/** Small parts together. */
function* joined(first: readonly Buffer[], parts: Iterable<Buffer>): Generator<Buffer> {
  let together = [...first]
  let size = 0
  for (const part of parts) {
    together.push(part)
    size += part.length
    if (size < pieceSize) continue
    yield Buffer.concat(together)
    together = []
    size = 0
  }
  yield Buffer.concat(together)
}
