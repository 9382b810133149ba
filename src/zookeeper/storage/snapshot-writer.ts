import { AclList, StatPersisted } from '../../wire/jute/data.ts'
import { FileHeader, SnapshotNode, SnapshotPath, SnapshotSession } from '../../wire/jute/snapshots.ts'
import { encodeJute, Writer, writeJute } from '../../wire/schema/index.ts'
import type { DataTree } from '../tree/data-tree.ts'
import { digestVersion } from '../tree/digest.ts'
import { adler32 } from './adler32.ts'
import type { Database } from './database.ts'
import { fileVersion, snapshotMagic } from './files.ts'

const pieceSize = 256 * 1024

/**
 * The bytes of a snapshot in pieces. The tree may change between two pieces: whoever reads the snapshot replays the
 * transactions after the zxid at its begin, which sets right what was written too late. Nodes made meanwhile are left
 * out, because their access lists may not be in the table at the front. The digest is that of the end, up to which
 * every transaction may have left its traces.
 */
export function* snapshotPieces(database: Database): Generator<Buffer> {
  let checksum = 1
  const sealed = (bytes: Buffer) => {
    checksum = adler32(bytes, checksum)
    return bytes
  }
  yield sealed(encodeJute(FileHeader, { magic: snapshotMagic, version: fileVersion, dbid: -1n }))
  for (const piece of bodyPieces(database)) yield sealed(piece)
  yield sealed(seal(checksum))
  yield sealed(digestBytes(database.lastZxid, database.tree.digest))
  yield seal(checksum)
}

/** Sessions, access lists and nodes: what a snapshot is without header and seals. */
export function* bodyPieces({ tree, sessions }: Database): Generator<Buffer> {
  const nodes = [...tree.nodes]
  let writer = new Writer()
  writeSessions(writer, sessions)
  writeAcls(writer, tree)
  for (const [path, node] of nodes) {
    writeJute(SnapshotPath, writer, { path: path === '/' ? '' : path })
    writeJute(SnapshotNode, writer, { data: node.data, acl: BigInt(node.acl) })
    writeJute(StatPersisted, writer, node.stat)
    if (writer.size < pieceSize) continue
    yield writer.finishBytes()
    writer = new Writer()
  }
  writeJute(SnapshotPath, writer, { path: '/' })
  yield writer.finishBytes()
}

function writeSessions(writer: Writer, sessions: ReadonlyMap<bigint, number>): void {
  writer.int32(sessions.size)
  for (const [id, timeout] of sessions) writeJute(SnapshotSession, writer, { id, timeout })
}

function writeAcls(writer: Writer, tree: DataTree): void {
  writer.int32(tree.acls.size)
  for (const [key, acl] of tree.acls.entries()) {
    writer.int64(key)
    writeJute(AclList, writer, { acl })
  }
}

function digestBytes(zxid: bigint, digest: bigint): Buffer {
  const writer = new Writer()
  writer.int64big(zxid)
  writer.int32(digestVersion)
  writer.int64big(BigInt.asIntN(64, digest))
  return writer.finishBytes()
}

/** The checksum of all before it, and a `/`. */
function seal(checksum: number): Buffer {
  const writer = new Writer()
  writer.int64(checksum)
  writer.juteString('/')
  return writer.finishBytes()
}
