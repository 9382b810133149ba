import { AclList, StatPersisted } from '../../wire/jute/data.ts'
import { FileHeader, SnapshotNode, SnapshotPath, SnapshotSession } from '../../wire/jute/snapshots.ts'
import { encodeJute, Writer, writeJute } from '../../wire/schema/index.ts'
import { openAclKey } from '../tree/acl-table.ts'
import type { DataTree } from '../tree/data-tree.ts'
import { digestVersion } from '../tree/digest.ts'
import type { DataNode } from '../tree/node.ts'
import { adler32 } from './adler32.ts'
import type { Database } from './database.ts'
import { fileVersion, snapshotMagic } from './files.ts'

/** Small enough that a server that writes one a turn goes on answering within a millisecond. */
const defaultPieceSize = 32 * 1024

/**
 * The bytes of a snapshot in pieces. The tree may change between two pieces: whoever reads the snapshot replays the
 * transactions after the zxid of this call, which sets right what was written too late. The digest is that of the end,
 * up to which every transaction may have left its traces.
 */
export function snapshotPieces(database: Database, pieceSize = defaultPieceSize): Generator<Buffer> {
  return sealedPieces(database, bodyPieces(database, pieceSize))
}

function* sealedPieces(database: Database, body: Generator<Buffer>): Generator<Buffer> {
  let checksum = 1
  const sealed = (bytes: Buffer) => {
    checksum = adler32(bytes, checksum)
    return bytes
  }
  yield sealed(encodeJute(FileHeader, { magic: snapshotMagic, version: fileVersion, dbid: -1n }))
  for (const piece of body) yield sealed(piece)
  yield sealed(seal(checksum))
  yield sealed(digestBytes(database.lastZxid, database.tree.digest))
  yield seal(checksum)
}

/**
 * Sessions, access lists and nodes: what a snapshot is without header and seals. Which nodes there are is noted at
 * once; what each of them holds, when its turn comes.
 */
export function bodyPieces({ tree, sessions }: Database, pieceSize = defaultPieceSize): Generator<Buffer> {
  const writer = new Writer()
  writeSessions(writer, sessions)
  writeAcls(writer, tree)
  const keys = new Set([openAclKey, ...[...tree.acls.entries()].map(([key]) => key)])
  return nodePieces(
    writer.finishBytes(),
    { paths: [...tree.nodes.keys()], nodes: [...tree.nodes.values()], keys },
    pieceSize,
  )
}

interface Noted {
  readonly paths: readonly string[]
  readonly nodes: readonly DataNode[]
  /** Of the access lists in the table at the front. */
  readonly keys: ReadonlySet<number>
}

function* nodePieces(front: Buffer, { paths, nodes, keys }: Noted, pieceSize: number): Generator<Buffer> {
  yield front
  let writer = new Writer()
  for (const [index, node] of nodes.entries()) {
    const path = paths[index] ?? ''
    // An access list that was set meanwhile is set again by the replay; a key without a list would be given to another one.
    const acl = keys.has(node.acl) ? node.acl : openAclKey
    writeJute(SnapshotPath, writer, { path: path === '/' ? '' : path })
    writeJute(SnapshotNode, writer, { data: node.data, acl: BigInt(acl) })
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
