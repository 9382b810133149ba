import type { Stat } from '../../wire/jute/data.ts'
import { errorCode, ZooKeeperError } from '../../wire/jute/errors.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import type { TxnHeader } from '../../wire/jute/transactions.ts'
import type { DataTree } from './data-tree.ts'
import { clientStat } from './node.ts'
import { containerOwner, ttlOwner } from './owner.ts'
import type { SubTxn, Txn } from './txn.ts'

/** What came of a transaction: what its answer needs. */
export interface TxnResult {
  /** 0 or an error's code. */
  readonly err: number
  readonly path?: string
  readonly stat?: Stat
  /** The new members of the ensemble, after `reconfig`. */
  readonly data?: Buffer | null
  /** One for each operation of a multi. */
  readonly multi?: readonly TxnResult[]
}

type Creation = Extract<Txn, { kind: 'create' | 'createContainer' | 'createTTL' }>

/** Applies a logged transaction to the tree. Replayed ones may find their work done; that is no failure of the whole. */
export function applyTxn(tree: DataTree, header: TxnHeader, txn: Txn): TxnResult {
  try {
    return apply(tree, header, txn)
  } catch (error) {
    if (error instanceof ZooKeeperError) return { err: error.code }
    throw error
  }
}

function apply(tree: DataTree, header: TxnHeader, txn: Txn): TxnResult {
  const { zxid } = header
  switch (txn.kind) {
    case 'create':
    case 'createContainer':
    case 'createTTL':
      return create(tree, header, txn)
    case 'delete':
      tree.delete(txn.path, zxid)
      return { err: 0, path: txn.path }
    case 'setData':
      return setData(tree, header, txn)
    case 'setACL':
      return { err: 0, path: txn.path, stat: tree.setAcl(txn.path, txn.acl, txn.version) }
    case 'check':
      return { err: 0, path: txn.path, stat: clientStat(tree.node(txn.path)) }
    case 'closeSession':
      closeSession(tree, header, txn.paths)
      return { err: 0 }
    case 'createSession':
      return { err: 0 }
    case 'error':
      return { err: txn.err }
    case 'multi':
      return applyMulti(tree, header, txn.txns)
  }
}

function setData(tree: DataTree, { zxid, time, type }: TxnHeader, txn: Extract<Txn, { kind: 'setData' }>): TxnResult {
  const { path, data, version } = txn
  const stat = tree.setData(path, data, version, zxid, time)
  return type === opCode.reconfig ? { err: 0, path, stat, data } : { err: 0, path, stat }
}

function create(tree: DataTree, header: TxnHeader, txn: Creation): TxnResult {
  const { path, data, acl, parentCVersion } = txn
  const node = { path, data, acl, parentCVersion, ephemeralOwner: ownerOf(header, txn) }
  try {
    return { err: 0, path, stat: tree.create(node, header.zxid, header.time) }
  } catch (error) {
    if (!(error instanceof ZooKeeperError) || error.errorName !== 'nodeExists') throw error
    tree.creationReplayed(path, parentCVersion, header.zxid)
    return { err: error.code }
  }
}

function ownerOf(header: TxnHeader, txn: Creation): bigint {
  if (txn.kind === 'createContainer') return containerOwner
  if (txn.kind === 'createTTL') return ttlOwner(txn.ttl)
  return txn.ephemeral ? header.clientId : 0n
}

function closeSession(tree: DataTree, header: TxnHeader, paths: readonly string[] | undefined): void {
  const owned = new Set([...(paths ?? []), ...tree.ephemeralsOf(header.clientId)])
  for (const path of owned) applyTxn(tree, header, { kind: 'delete', path })
}

/** A multi with one failed operation is logged with only errors in it; then nothing of it happens. */
function applyMulti(tree: DataTree, header: TxnHeader, txns: readonly SubTxn[]): TxnResult {
  if (txns.some(({ type }) => type === opCode.error)) return failedMulti(txns)
  const multi = txns.map(({ type, txn }) => applyTxn(tree, { ...header, type }, txn))
  return { err: multi.find(({ err }) => err !== 0)?.err ?? 0, multi }
}

function failedMulti(txns: readonly SubTxn[]): TxnResult {
  let failed = false
  const multi = txns.map(({ txn }) => {
    if (txn.kind !== 'error') return { err: failed ? errorCode('runtimeInconsistency') : 0 }
    failed = true
    return { err: txn.err }
  })
  return { err: multi.find(({ err }) => err !== 0)?.err ?? 0, multi }
}
