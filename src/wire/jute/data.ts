import type { TypeOf } from '../schema/index.ts'
import { array, int32, int64, int64big, record, string, struct } from '../schema/index.ts'

/** What a client learns about a node. Zxids and the owner are 64 bits, times are milliseconds since 1970. */
export const Stat = record('Stat', {
  czxid: int64big(),
  mzxid: int64big(),
  ctime: int64(),
  mtime: int64(),
  version: int32(),
  cversion: int32(),
  aversion: int32(),
  ephemeralOwner: int64big(),
  dataLength: int32(),
  numChildren: int32(),
  pzxid: int64big(),
})
export type Stat = TypeOf<typeof Stat>

/** A stat as snapshots keep it: `cversion` counts the children ever created, not the changes. */
export const StatPersisted = record('StatPersisted', {
  czxid: int64big(),
  mzxid: int64big(),
  ctime: int64(),
  mtime: int64(),
  version: int32(),
  cversion: int32(),
  aversion: int32(),
  ephemeralOwner: int64big(),
  pzxid: int64big(),
})
export type StatPersisted = TypeOf<typeof StatPersisted>

export const Id = record('Id', { scheme: string(), id: string() })
export type Id = TypeOf<typeof Id>

export const Acl = record('ACL', { perms: int32(), id: struct(Id.fields) })
export type Acl = TypeOf<typeof Acl>

/** An entry as clients send it: some write an empty text as null, as kazoo does for `auth`. */
export const RequestedAcl = record('ACL', {
  perms: int32(),
  id: struct({ scheme: string({ nullable: true }), id: string({ nullable: true }) }),
})
export type RequestedAcl = TypeOf<typeof RequestedAcl>

/** A list of access rights; null is what ZooKeeper's own snapshots may hold. */
export const AclList = record('AclList', { acl: array(Acl.fields, { nullable: true }) })

/** Anyone may do anything: what Kafka and the shell give by default. */
export const openAcl: readonly Acl[] = [{ perms: 31, id: { scheme: 'world', id: 'anyone' } }]
