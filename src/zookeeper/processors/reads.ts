import type { Id } from '../../wire/jute/data.ts'
import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { addWatchMode, opCode, permission, watcherType } from '../../wire/jute/op-codes.ts'
import {
  AddWatchRequest,
  ExistsRequest,
  GetACLRequest,
  GetAllChildrenNumberRequest,
  GetChildrenRequest,
  GetDataRequest,
  GetEphemeralsRequest,
  RemoveWatchesRequest,
  SetWatches,
  SetWatches2,
  SyncRequest,
} from '../../wire/jute/requests.ts'
import {
  ErrorResponse,
  GetACLResponse,
  GetAllChildrenNumberResponse,
  GetChildren2Response,
  GetChildrenResponse,
  GetDataResponse,
  GetEphemeralsResponse,
  StatResponse,
  SyncResponse,
  WhoAmIResponse,
} from '../../wire/jute/responses.ts'
import { decodeJute, MalformedError, type Writer, writeJute } from '../../wire/schema/index.ts'
import { type Access, maskedAcl } from '../access/access.ts'
import type { DataTree } from '../tree/data-tree.ts'
import { clientStat, type DataNode } from '../tree/node.ts'
import type { Watcher, Watches } from '../tree/watches.ts'
import { setWatches } from './set-watches.ts'

/** What answering a read needs to know. */
export interface ReadContext {
  readonly tree: DataTree
  readonly watches: Watches
  readonly access: Access
}

export interface Reading {
  readonly sessionId: bigint
  readonly ids: readonly Id[]
  readonly watcher: Watcher
  readonly body: Buffer
}

/** Answers one kind of request by writing the body of its response; a refusal is thrown as `ZooKeeperError`. */
export type Read = (context: ReadContext, reading: Reading, writer: Writer) => void

/** Every request that changes nothing (but watches), by its op code. */
export const reads: ReadonlyMap<number, Read> = new Map<number, Read>([
  [opCode.exists, exists],
  [opCode.getData, getData],
  [opCode.getACL, getAcl],
  [opCode.getChildren, getChildren],
  [opCode.getChildren2, getChildren2],
  [opCode.getEphemerals, getEphemerals],
  [opCode.getAllChildrenNumber, getAllChildrenNumber],
  [opCode.sync, sync],
  [opCode.whoAmI, whoAmI],
  [opCode.addWatch, addWatch],
  [opCode.checkWatches, checkWatches],
  [opCode.removeWatches, removeWatches],
  [opCode.setWatches, setWatchesOnce],
  [opCode.setWatches2, setAllWatches],
])

function exists({ tree, watches }: ReadContext, { body, watcher }: Reading, writer: Writer): void {
  const { path, watch } = decodeJute(ExistsRequest, body)
  if (path.includes('\0')) throw new ZooKeeperError('badArguments', path)
  if (watch) watches.watchData(path, watcher)
  writeJute(StatResponse, writer, { stat: clientStat(tree.node(path)) })
}

function readable({ tree, access }: ReadContext, path: string, ids: readonly Id[]): DataNode {
  const node = tree.node(path)
  access.check(tree.aclOf(node), permission.read, ids, path)
  return node
}

function getData(context: ReadContext, { body, ids, watcher }: Reading, writer: Writer): void {
  const { path, watch } = decodeJute(GetDataRequest, body)
  const node = readable(context, path, ids)
  if (watch) context.watches.watchData(path, watcher)
  writeJute(GetDataResponse, writer, { data: node.data, stat: clientStat(node) })
}

function getChildren(context: ReadContext, { body, ids, watcher }: Reading, writer: Writer): void {
  const { path, watch } = decodeJute(GetChildrenRequest, body)
  const node = readable(context, path, ids)
  if (watch) context.watches.watchChildren(path, watcher)
  writeJute(GetChildrenResponse, writer, { children: [...(node.children ?? [])] })
}

function getChildren2(context: ReadContext, { body, ids, watcher }: Reading, writer: Writer): void {
  const { path, watch } = decodeJute(GetChildrenRequest, body)
  const node = readable(context, path, ids)
  if (watch) context.watches.watchChildren(path, watcher)
  writeJute(GetChildren2Response, writer, { children: [...(node.children ?? [])], stat: clientStat(node) })
}

/** Whoever may not change the list doesn't see the passwords' hashes in it. */
function getAcl({ tree, access }: ReadContext, { body, ids }: Reading, writer: Writer): void {
  const { path } = decodeJute(GetACLRequest, body)
  const node = tree.node(path)
  const acl = tree.aclOf(node)
  access.check(acl, permission.read | permission.admin, ids, path)
  const shown = access.allows(acl, permission.admin, ids) ? acl : maskedAcl(acl)
  writeJute(GetACLResponse, writer, { acl: shown, stat: clientStat(node) })
}

function getEphemerals({ tree }: ReadContext, { body, sessionId }: Reading, writer: Writer): void {
  const prefix = (decodeJute(GetEphemeralsRequest, body).prefixPath ?? '').trim()
  const own = [...tree.ephemeralsOf(sessionId)]
  const ephemerals = prefix === '/' ? own : own.filter((path) => path.startsWith(prefix))
  writeJute(GetEphemeralsResponse, writer, { ephemerals })
}

function getAllChildrenNumber(context: ReadContext, { body, ids }: Reading, writer: Writer): void {
  const { path } = decodeJute(GetAllChildrenNumberRequest, body)
  readable(context, path, ids)
  writeJute(GetAllChildrenNumberResponse, writer, { totalNumber: context.tree.descendants(path) })
}

function sync(_: ReadContext, { body }: Reading, writer: Writer): void {
  writeJute(SyncResponse, writer, decodeJute(SyncRequest, body))
}

function whoAmI({ access }: ReadContext, { ids }: Reading, writer: Writer): void {
  const clientInfo = ids.map((id) => ({ authScheme: id.scheme, user: access.userName(id) }))
  writeJute(WhoAmIResponse, writer, { clientInfo })
}

function addWatch({ watches }: ReadContext, { body, watcher }: Reading, writer: Writer): void {
  const { path, mode } = decodeJute(AddWatchRequest, body)
  if (mode !== addWatchMode.persistent && mode !== addWatchMode.persistentRecursive) {
    throw new MalformedError(`Unsupported mode of a watch: ${mode}`)
  }
  watches.watchAlways(path, watcher, mode === addWatchMode.persistent ? 'persistent' : 'recursive')
  writeJute(ErrorResponse, writer, { err: 0 })
}

function tablesOf({ watches }: ReadContext, type: number) {
  if (type === watcherType.children) return [watches.children]
  if (type === watcherType.data) return [watches.data]
  if (type === watcherType.any) return [watches.children, watches.data]
  throw new MalformedError(`Unsupported type of a watch: ${type}`)
}

function checkWatches(context: ReadContext, { body, watcher }: Reading): void {
  const { path, type } = decodeJute(RemoveWatchesRequest, body)
  const found = tablesOf(context, type).some((table) => table.has(path, watcher))
  if (!found) throw new ZooKeeperError('noWatcher', path)
}

function removeWatches(context: ReadContext, { body, watcher }: Reading): void {
  const { path, type } = decodeJute(RemoveWatchesRequest, body)
  const removed = tablesOf(context, type).filter((table) => table.remove(path, watcher))
  if (removed.length === 0) throw new ZooKeeperError('noWatcher', path)
}

function setWatchesOnce(context: ReadContext, { body, watcher }: Reading): void {
  const lists = decodeJute(SetWatches, body)
  setWatches(context, watcher, { ...lists, persistentWatches: [], persistentRecursiveWatches: [] })
}

function setAllWatches(context: ReadContext, { body, watcher }: Reading): void {
  setWatches(context, watcher, decodeJute(SetWatches2, body))
}
