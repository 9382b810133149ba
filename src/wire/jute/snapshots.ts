import { bytes, int32, int64big, record, string } from '../schema/index.ts'

/** The first bytes of a snapshot ("ZKSN") and of a transaction log ("ZKLG"). */
export const FileHeader = record('FileHeader', { magic: int32(), version: int32(), dbid: int64big() })

export const SnapshotSession = record('SnapshotSession', { id: int64big(), timeout: int32() })

/** A node of a snapshot; its path and the stat stand before and after in `StatPersisted`. */
export const SnapshotNode = record('SnapshotNode', { data: bytes({ nullable: true }), acl: int64big() })
export const SnapshotPath = record('SnapshotPath', { path: string() })
export const SnapshotCount = record('SnapshotCount', { count: int32() })
export const SnapshotAclKey = record('SnapshotAclKey', { key: int64big() })
