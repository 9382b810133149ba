import { AclList, StatPersisted } from '../../wire/jute/data.ts'
import { FileHeader, SnapshotNode, SnapshotPath, SnapshotSession } from '../../wire/jute/snapshots.ts'
import { MalformedError, Reader, readJute } from '../../wire/schema/index.ts'
import { openAclKey } from '../tree/acl-table.ts'
import type { DataTree } from '../tree/data-tree.ts'
import { newNode } from '../tree/node.ts'
import { adler32 } from './adler32.ts'
import { fileVersion, snapshotMagic } from './files.ts'

/** A zxid, a version and a digest. */
const digestSize = 20

export interface SnapshotContents {
  /** Time-outs in milliseconds by id. */
  readonly sessions: Map<bigint, number>
  /** The last transaction that may have left its traces; undefined in a snapshot of an old server. */
  readonly end: bigint | undefined
}

/**
 * Fills an empty tree from a snapshot and returns what else is in it.
 * @throws MalformedError when the bytes are no whole, unharmed snapshot
 */
export function readSnapshot(bytes: Buffer, tree: DataTree): SnapshotContents {
  const reader = new Reader(bytes)
  const { magic, version } = readJute(FileHeader, reader)
  if (magic !== snapshotMagic || version !== fileVersion) throw new MalformedError('not a snapshot')
  const sessions = readSessions(reader)
  readAcls(reader, tree)
  readNodes(reader, tree)
  checkSeal(reader)
  tree.acls.dropUnused()
  for (const path of tree.quotas.all()) tree.recount(path)
  return { sessions, end: reader.remaining >= digestSize ? reader.int64big() : undefined }
}

function readSessions(reader: Reader): Map<bigint, number> {
  const sessions = new Map<bigint, number>()
  const count = reader.elements(reader.int32(), 12)
  for (let i = 0; i < count; i++) {
    const { id, timeout } = readJute(SnapshotSession, reader)
    sessions.set(id, timeout)
  }
  return sessions
}

function readAcls(reader: Reader, tree: DataTree): void {
  const count = reader.elements(reader.int32(), 12)
  for (let i = 0; i < count; i++) {
    const key = reader.int64()
    tree.acls.load(key, readJute(AclList, reader).acl ?? [])
  }
}

function readNodes(reader: Reader, tree: DataTree): void {
  for (;;) {
    const { path } = readJute(SnapshotPath, reader)
    if (path === '/') return
    const { data, acl } = readJute(SnapshotNode, reader)
    const stat = readJute(StatPersisted, reader)
    loadNode(tree, path === '' ? '/' : path, newNode(data, Number(acl), stat))
  }
}

/**
 * An access list that is not there was set while the snapshot was written; the replay sets it again. Until then any key
 * will do that no other list is given.
 * @throws MalformedError when its parent is missing
 */
export function loadNode(tree: DataTree, path: string, node: Parameters<DataTree['load']>[1]): void {
  try {
    tree.load(path, tree.acls.has(node.acl) ? node : { ...node, acl: openAclKey })
  } catch {
    throw new MalformedError(`no parent of ${path}`)
  }
}

/** Older servers end here; what follows is the digest, sealed once more. */
function checkSeal(reader: Reader): void {
  const checksum = adler32(reader.bytes.subarray(0, reader.at))
  if (reader.int64() !== checksum) throw new MalformedError('CRC corruption')
  reader.take(5)
}
