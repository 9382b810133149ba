import type { TypeOf } from '../schema/index.ts'
import { array, boolean, bytes, int32, int64, int64big, record, string } from '../schema/index.ts'
import { Acl } from './data.ts'

/** Stands before each transaction in the log and in proposals. */
export const TxnHeader = record('TxnHeader', {
  clientId: int64big(),
  cxid: int32(),
  zxid: int64big(),
  /** Milliseconds since 1970. */
  time: int64(),
  /** An `opCode`. */
  type: int32(),
})
export type TxnHeader = TypeOf<typeof TxnHeader>

/** The digest of the whole tree after the transaction; follows it where digests are on. */
export const TxnDigest = record('TxnDigest', { version: int32(), treeDigest: int64big() })
export type TxnDigest = TypeOf<typeof TxnDigest>

export const CreateTxn = record('CreateTxn', {
  path: string(),
  data: bytes({ nullable: true }),
  acl: array(Acl.fields, { nullable: true }),
  ephemeral: boolean(),
  parentCVersion: int32(),
})
export const CreateContainerTxn = record('CreateContainerTxn', {
  path: string(),
  data: bytes({ nullable: true }),
  acl: array(Acl.fields, { nullable: true }),
  parentCVersion: int32(),
})
export const CreateTTLTxn = record('CreateTTLTxn', { ...CreateContainerTxn.fields, ttl: int64() })
export const DeleteTxn = record('DeleteTxn', { path: string() })
export const SetDataTxn = record('SetDataTxn', { path: string(), data: bytes({ nullable: true }), version: int32() })
export const CheckVersionTxn = record('CheckVersionTxn', { path: string(), version: int32() })
export const SetACLTxn = record('SetACLTxn', {
  path: string(),
  acl: array(Acl.fields, { nullable: true }),
  version: int32(),
})
export const CreateSessionTxn = record('CreateSessionTxn', { timeOut: int32() })
export const CloseSessionTxn = record('CloseSessionTxn', { paths: array(string()) })
export const ErrorTxn = record('ErrorTxn', { err: int32() })
export const MultiTxn = record('MultiTxn', { txns: array({ type: int32(), data: bytes() }) })
