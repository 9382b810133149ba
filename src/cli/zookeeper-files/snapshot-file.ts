import { hashCodeOrder, hashOrder, javaMapSize } from '../../base/hash-order.ts'
import { AclList, type StatPersisted, StatPersisted as statRecord } from '../../wire/jute/data.ts'
import { FileHeader, SnapshotNode, SnapshotPath, SnapshotSession } from '../../wire/jute/snapshots.ts'
import { Reader, readJute } from '../../wire/schema/index.ts'
import { snapshotMagic } from '../../zookeeper/storage/files.ts'
import { JavaException } from '../kit/java-exception.ts'
import { longHash } from './java-text.ts'

export interface SnapshotEntry {
  /** Its last part; '' for the root. */
  readonly name: string
  readonly path: string
  readonly data: Buffer | null
  readonly stat: StatPersisted
  /** In the order in which ZooKeeper keeps them. */
  readonly children: readonly SnapshotEntry[]
}

export interface SnapshotFile {
  readonly root: SnapshotEntry
  readonly count: number
  readonly sessions: readonly { readonly id: bigint; readonly timeout: number; readonly ephemerals: number }[]
}

type GrowingEntry = SnapshotEntry & { children: GrowingEntry[] }

/** The first room of ZooKeeper's table of a node's children. */
const childCapacity = 8

/** @throws JavaException where ZooKeeper's reader throws one; MalformedError for what is torn */
export function readSnapshotFile(bytes: Buffer): SnapshotFile {
  const reader = new Reader(bytes)
  const { magic } = readJute(FileHeader, reader)
  if (magic !== snapshotMagic) {
    throw new JavaException('java.io.IOException', `mismatching magic headers ${magic} !=  ${snapshotMagic}`)
  }
  const timeouts = Array.from({ length: reader.elements(reader.int32(), 12) }, () => readJute(SnapshotSession, reader))
  skipAcls(reader)
  const entries = readEntries(reader)
  const root = entries.get('/')
  if (root === undefined)
    throw new JavaException('java.io.IOException', 'Invalid Datatree, unable to find parent null of path /')
  for (const entry of entries.values()) entry.children = hashOrder(entry.children, ({ name }) => name, childCapacity)
  const sessions = hashCodeOrder(timeouts, ({ id }) => longHash(id), javaMapSize)
  return {
    root,
    count: entries.size,
    sessions: sessions.map((each) => ({ ...each, ephemerals: owned(entries, each.id) })),
  }
}

function skipAcls(reader: Reader): void {
  for (let left = reader.elements(reader.int32(), 12); left > 0; left--) {
    reader.int64()
    readJute(AclList, reader)
  }
}

function readEntries(reader: Reader): Map<string, GrowingEntry> {
  const entries = new Map<string, GrowingEntry>()
  for (;;) {
    const { path } = readJute(SnapshotPath, reader)
    if (path === '/') return entries
    const { data } = readJute(SnapshotNode, reader)
    const slash = path.lastIndexOf('/')
    const entry = {
      name: path.slice(slash + 1),
      path: path || '/',
      data,
      stat: readJute(statRecord, reader),
      children: [],
    }
    entries.set(entry.path, entry)
    if (path !== '') addToParent(entries, entry, path.slice(0, slash) || '/')
  }
}

function addToParent(entries: Map<string, GrowingEntry>, entry: GrowingEntry, parent: string): void {
  const found = entries.get(parent)
  if (found !== undefined) found.children.push(entry)
  else
    throw new JavaException(
      'java.io.IOException',
      `Invalid Datatree, unable to find parent ${parent} of path ${entry.path}`,
    )
}

function owned(entries: Map<string, GrowingEntry>, id: bigint): number {
  let count = 0
  for (const { stat } of entries.values()) if (stat.ephemeralOwner === id) count++
  return count
}
