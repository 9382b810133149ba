import type { TypeOf } from '../schema/index.ts'
import { array, boolean, bytes, int32, int64, int64big, record, string } from '../schema/index.ts'
import { RequestedAcl } from './data.ts'

/** Also the request of create2 and createContainer; `flags` are `createFlags`. */
export const CreateRequest = record('CreateRequest', {
  path: string(),
  data: bytes({ nullable: true }),
  acl: array(RequestedAcl.fields, { nullable: true }),
  flags: int32(),
})
export type CreateRequest = TypeOf<typeof CreateRequest>

export const CreateTTLRequest = record('CreateTTLRequest', { ...CreateRequest.fields, ttl: int64() })
export type CreateTTLRequest = TypeOf<typeof CreateTTLRequest>

/** Version -1 matches any. */
export const DeleteRequest = record('DeleteRequest', { path: string(), version: int32() })
export type DeleteRequest = TypeOf<typeof DeleteRequest>

export const ExistsRequest = record('ExistsRequest', { path: string(), watch: boolean() })
export const GetDataRequest = record('GetDataRequest', { path: string(), watch: boolean() })
/** Also the request of getChildren2. */
export const GetChildrenRequest = record('GetChildrenRequest', { path: string(), watch: boolean() })

export const SetDataRequest = record('SetDataRequest', {
  path: string(),
  data: bytes({ nullable: true }),
  version: int32(),
})
export type SetDataRequest = TypeOf<typeof SetDataRequest>

export const CheckVersionRequest = record('CheckVersionRequest', { path: string(), version: int32() })
export type CheckVersionRequest = TypeOf<typeof CheckVersionRequest>

export const GetACLRequest = record('GetACLRequest', { path: string() })
export const SetACLRequest = record('SetACLRequest', {
  path: string(),
  acl: array(RequestedAcl.fields, { nullable: true }),
  version: int32(),
})
export type SetACLRequest = TypeOf<typeof SetACLRequest>

export const SyncRequest = record('SyncRequest', { path: string({ nullable: true }) })
export const GetAllChildrenNumberRequest = record('GetAllChildrenNumberRequest', { path: string() })
export const GetEphemeralsRequest = record('GetEphemeralsRequest', { prefixPath: string({ nullable: true }) })

export const AuthPacket = record('AuthPacket', {
  type: int32(),
  scheme: string({ nullable: true }),
  auth: bytes({ nullable: true }),
})

export const SetWatches = record('SetWatches', {
  relativeZxid: int64big(),
  dataWatches: array(string()),
  existWatches: array(string()),
  childWatches: array(string()),
})

export const SetWatches2 = record('SetWatches2', {
  ...SetWatches.fields,
  persistentWatches: array(string()),
  persistentRecursiveWatches: array(string()),
})
export type SetWatches2 = TypeOf<typeof SetWatches2>

/** `mode` is `addWatchMode`. */
export const AddWatchRequest = record('AddWatchRequest', { path: string(), mode: int32() })
/** `type` is `watcherType`; also the request of checkWatches. */
export const RemoveWatchesRequest = record('RemoveWatchesRequest', { path: string(), type: int32() })

export const ReconfigRequest = record('ReconfigRequest', {
  joiningServers: string({ nullable: true }),
  leavingServers: string({ nullable: true }),
  newMembers: string({ nullable: true }),
  curConfigId: int64big(),
})

export type ReconfigRequest = TypeOf<typeof ReconfigRequest>

export const SaslRequest = record('GetSASLRequest', { token: bytes({ nullable: true }) })

/** Stands before every operation of a multi and before each of its results; `done` ends the list. */
export const MultiHeader = record('MultiHeader', { type: int32(), done: boolean(), err: int32() })
