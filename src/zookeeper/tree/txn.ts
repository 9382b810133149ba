import type { Acl } from '../../wire/jute/data.ts'
import type { TxnHeader } from '../../wire/jute/transactions.ts'

/** A change of the tree or the sessions: decided once, logged, and then applied by every server in the same way. */
export type Txn =
  | {
      readonly kind: 'create'
      readonly path: string
      readonly data: Buffer | null
      readonly acl: readonly Acl[]
      readonly ephemeral: boolean
      readonly parentCVersion: number
    }
  | {
      readonly kind: 'createContainer'
      readonly path: string
      readonly data: Buffer | null
      readonly acl: readonly Acl[]
      readonly parentCVersion: number
    }
  | {
      readonly kind: 'createTTL'
      readonly path: string
      readonly data: Buffer | null
      readonly acl: readonly Acl[]
      readonly parentCVersion: number
      /** Milliseconds. */
      readonly ttl: number
    }
  | { readonly kind: 'delete'; readonly path: string }
  | { readonly kind: 'setData'; readonly path: string; readonly data: Buffer | null; readonly version: number }
  | { readonly kind: 'setACL'; readonly path: string; readonly acl: readonly Acl[]; readonly version: number }
  | { readonly kind: 'check'; readonly path: string; readonly version: number }
  | { readonly kind: 'createSession'; readonly timeOut: number }
  /** `paths`: the session's ephemeral nodes; undefined in logs of old servers, which look them up themselves. */
  | { readonly kind: 'closeSession'; readonly paths: readonly string[] | undefined }
  | { readonly kind: 'error'; readonly err: number }
  | { readonly kind: 'multi'; readonly txns: readonly SubTxn[] }

/** One operation of a multi, with the op code under which it is logged. */
export interface SubTxn {
  readonly type: number
  readonly txn: Txn
}

/** A transaction as it is logged. */
export interface TxnEntry {
  readonly header: TxnHeader
  readonly txn: Txn
  /** The tree's digest after it; undefined where none was computed. */
  readonly digest: bigint | undefined
}
