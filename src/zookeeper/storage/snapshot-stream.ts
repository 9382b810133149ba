import { AclList, StatPersisted } from '../../wire/jute/data.ts'
import {
  SnapshotAclKey,
  SnapshotCount,
  SnapshotNode,
  SnapshotPath,
  SnapshotSession,
} from '../../wire/jute/snapshots.ts'
import { encodeJute, type JuteRecord, MalformedError, type TypeOf } from '../../wire/schema/index.ts'
import type { DataTree } from '../tree/data-tree.ts'
import { newNode } from '../tree/node.ts'
import type { Database } from './database.ts'
import type { Extent, RecordInput } from './record-input.ts'
import { loadNode } from './snapshot-reader.ts'
import { bodyPieces } from './snapshot-writer.ts'

/** Stands behind a snapshot on its way to a learner. */
const signature = 'BenWasHere'
const statSize = 60

/** The tree and the sessions for a learner: a snapshot without the header and seals of the file, as fuzzy as one. */
export function snapshotStream(database: Database): Generator<Buffer> {
  return signed(bodyPieces(database))
}

function* signed(body: Generator<Buffer>): Generator<Buffer> {
  yield* body
  yield encodeJute(SnapshotPath, { path: signature })
}

type Waiting<T> = Generator<undefined, T, undefined>

/**
 * Fills an empty tree from such a stream and returns its sessions; yields while more bytes have to come.
 * @throws MalformedError
 */
export function* receiveSnapshot(input: RecordInput, tree: DataTree): Waiting<Map<bigint, number>> {
  const sessions = new Map<bigint, number>()
  for (let left = yield* count(input); left > 0; left--) {
    const { id, timeout } = yield* next(input, SnapshotSession, (extent) => extent.skip(12))
    sessions.set(id, timeout)
  }
  for (let left = yield* count(input); left > 0; left--) yield* receiveAcl(input, tree)
  yield* receiveNodes(input, tree)
  const { path } = yield* next(input, SnapshotPath, (extent) => extent.buffer())
  if (path !== signature) throw new MalformedError(`Missing signature. Got ${path}`)
  tree.acls.dropUnused()
  for (const quota of tree.quotas.all()) tree.recount(quota)
  return sessions
}

function* receiveAcl(input: RecordInput, tree: DataTree): Waiting<void> {
  const { key } = yield* next(input, SnapshotAclKey, (extent) => extent.skip(8))
  const { acl } = yield* next(input, AclList, measureAcls)
  tree.acls.load(Number(key), acl ?? [])
}

function* receiveNodes(input: RecordInput, tree: DataTree): Waiting<void> {
  for (;;) {
    const { path } = yield* next(input, SnapshotPath, (extent) => extent.buffer())
    if (path === '/') return
    const { data, acl } = yield* next(input, SnapshotNode, measureNode)
    const stat = yield* next(input, StatPersisted, (extent) => extent.skip(statSize))
    loadNode(tree, path === '' ? '/' : path, newNode(data, Number(acl), stat))
  }
}

function* count(input: RecordInput): Waiting<number> {
  return (yield* next(input, SnapshotCount, (extent) => extent.skip(4))).count
}

function* next<R extends JuteRecord>(
  input: RecordInput,
  record: R,
  measure: (extent: Extent) => void,
): Waiting<TypeOf<R>> {
  for (;;) {
    const found = input.take(record, measure)
    if (found !== undefined) return found
    yield undefined
  }
}

function measureAcls(extent: Extent): void {
  for (let left = extent.int32(); left > 0; left--) {
    extent.skip(4)
    extent.buffer()
    extent.buffer()
  }
}

function measureNode(extent: Extent): void {
  extent.buffer()
  extent.skip(8)
}
