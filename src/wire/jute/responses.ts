import type { TypeOf } from '../schema/index.ts'
import { array, bytes, int32, record, string, struct } from '../schema/index.ts'
import { Acl, Stat } from './data.ts'

export const CreateResponse = record('CreateResponse', { path: string() })
/** Also the answer to createContainer and createTTL. */
export const Create2Response = record('Create2Response', { path: string(), stat: struct(Stat.fields) })
/** The answer to exists, setData and setACL. */
export const StatResponse = record('StatResponse', { stat: struct(Stat.fields) })
export const GetDataResponse = record('GetDataResponse', {
  data: bytes({ nullable: true }),
  stat: struct(Stat.fields),
})
export const GetACLResponse = record('GetACLResponse', { acl: array(Acl.fields), stat: struct(Stat.fields) })
export const GetChildrenResponse = record('GetChildrenResponse', { children: array(string()) })
export const GetChildren2Response = record('GetChildren2Response', {
  children: array(string()),
  stat: struct(Stat.fields),
})
export const SyncResponse = record('SyncResponse', { path: string({ nullable: true }) })
export const GetEphemeralsResponse = record('GetEphemeralsResponse', { ephemerals: array(string()) })
export const GetAllChildrenNumberResponse = record('GetAllChildrenNumberResponse', { totalNumber: int32() })
export const WhoAmIResponse = record('WhoAmIResponse', {
  clientInfo: array({ authScheme: string(), user: string({ nullable: true }) }),
})
/** The answer to addWatch, and the body of a failed operation in a multi. */
export const ErrorResponse = record('ErrorResponse', { err: int32() })
export const SaslResponse = record('SetSASLResponse', { token: bytes({ nullable: true }) })

/** Sent with xid -1 when a watch fires; `type` is `watchEventType`, `state` is `keeperState`. */
export const WatcherEvent = record('WatcherEvent', { type: int32(), state: int32(), path: string() })
export type WatcherEvent = TypeOf<typeof WatcherEvent>
