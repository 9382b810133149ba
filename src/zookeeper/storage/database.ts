import { applyTxn, type TxnResult } from '../tree/apply.ts'
import type { DataTree } from '../tree/data-tree.ts'
import type { TxnEntry } from '../tree/txn.ts'
import { CommittedLog } from './committed-log.ts'
import { encodeEntry } from './txn-codec.ts'

/** Of the zxid these bits are 0 when the digest is noted; as many digests are kept. */
const digestInterval = 127n
const digestLimit = 1024

/** All that transactions change: the tree, and the sessions with their time-outs in milliseconds. */
export class Database {
  readonly tree: DataTree
  readonly sessions: Map<bigint, number>
  /** The zxid of the last transaction applied. */
  lastZxid: bigint
  /** Before this transaction the tree may already show the traces of later ones. */
  checksDigestsFrom = 0n
  /** Transactions after which the tree's digest was not the logged one. */
  digestMismatches = 0
  /** The tree's digests after every 128th transaction, the oldest first: servers of an ensemble have the same ones. */
  readonly digests: { readonly zxid: bigint; readonly digest: bigint }[] = []
  #committed: CommittedLog | undefined

  constructor(tree: DataTree, sessions: Map<bigint, number>, lastZxid: bigint) {
    this.tree = tree
    this.sessions = sessions
    this.lastZxid = lastZxid
  }

  /** From now on the last applied transactions are kept; gives them. */
  remember(): CommittedLog {
    this.#committed ??= new CommittedLog()
    return this.#committed
  }

  /** @param bytes the transaction as it is logged, where that is at hand */
  apply(entry: TxnEntry, bytes?: Buffer): TxnResult {
    const { header, txn, digest } = entry
    this.#committed?.add({ zxid: header.zxid, bytes: bytes ?? encodeEntry(entry) })
    const result = applyTxn(this.tree, header, txn)
    if (header.zxid > this.lastZxid) this.lastZxid = header.zxid
    if (txn.kind === 'createSession') this.sessions.set(header.clientId, txn.timeOut)
    if (txn.kind === 'closeSession') this.sessions.delete(header.clientId)
    if (digest !== undefined && header.zxid >= this.checksDigestsFrom && digest !== this.tree.digest)
      this.digestMismatches++
    if ((header.zxid & digestInterval) === 0n) this.#noteDigest(header.zxid)
    return result
  }

  #noteDigest(zxid: bigint): void {
    this.digests.push({ zxid, digest: this.tree.digest })
    if (this.digests.length > digestLimit) this.digests.shift()
  }
}
