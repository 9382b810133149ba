import { type Acl, openAcl } from '../../../src/wire/jute/data.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import {
  AddWatchRequest,
  CreateRequest,
  CreateTTLRequest,
  DeleteRequest,
  ExistsRequest,
  GetACLRequest,
  GetAllChildrenNumberRequest,
  GetChildrenRequest,
  GetDataRequest,
  GetEphemeralsRequest,
  RemoveWatchesRequest,
  SetACLRequest,
  SetDataRequest,
  SyncRequest,
} from '../../../src/wire/jute/requests.ts'
import {
  Create2Response,
  CreateResponse,
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
} from '../../../src/wire/jute/responses.ts'
import type { ZooKeeperDialogue } from './dialogue.ts'

/** What is asked of both servers. */
export type Scene = (server: ZooKeeperDialogue) => Promise<void>

export const bytes = (text: string | null) => (text === null ? null : Buffer.from(text))

/** Requests of a client `a`, unless another is named. */
export function asker(server: ZooKeeperDialogue, name = 'a') {
  const creation = (path: string, data: string | null, flags: number, acl: readonly Acl[] | null) => ({
    path,
    data: bytes(data),
    acl,
    flags,
  })
  return {
    create: (path: string, data: string | null = '', flags = 0, acl: readonly Acl[] | null = openAcl) =>
      server.ask(name, opCode.create, CreateRequest, creation(path, data, flags, acl), CreateResponse),
    create2: (path: string, data: string | null = '', flags = 0) =>
      server.ask(name, opCode.create2, CreateRequest, creation(path, data, flags, openAcl), Create2Response),
    container: (path: string, flags = 4) =>
      server.ask(name, opCode.createContainer, CreateRequest, creation(path, '', flags, openAcl), Create2Response),
    ttl: (path: string, ttl: number, flags = 5) =>
      server.ask(
        name,
        opCode.createTTL,
        CreateTTLRequest,
        { ...creation(path, '', flags, openAcl), ttl },
        Create2Response,
      ),
    remove: (path: string, version = -1) => server.ask(name, opCode.delete, DeleteRequest, { path, version }),
    set: (path: string, data: string | null, version = -1) =>
      server.ask(name, opCode.setData, SetDataRequest, { path, data: bytes(data), version }, StatResponse),
    get: (path: string, watch = false) =>
      server.ask(name, opCode.getData, GetDataRequest, { path, watch }, GetDataResponse),
    exists: (path: string, watch = false) =>
      server.ask(name, opCode.exists, ExistsRequest, { path, watch }, StatResponse),
    children: (path: string, watch = false) =>
      server.ask(name, opCode.getChildren, GetChildrenRequest, { path, watch }, GetChildrenResponse),
    children2: (path: string, watch = false) =>
      server.ask(name, opCode.getChildren2, GetChildrenRequest, { path, watch }, GetChildren2Response),
    getAcl: (path: string) => server.ask(name, opCode.getACL, GetACLRequest, { path }, GetACLResponse),
    setAcl: (path: string, acl: readonly Acl[] | null, version = -1) =>
      server.ask(name, opCode.setACL, SetACLRequest, { path, acl, version }, StatResponse),
    watch: (path: string, mode: number) =>
      server.ask(name, opCode.addWatch, AddWatchRequest, { path, mode }, ErrorResponse),
    checkWatch: (path: string, type: number) =>
      server.ask(name, opCode.checkWatches, RemoveWatchesRequest, { path, type }),
    unwatch: (path: string, type: number) =>
      server.ask(name, opCode.removeWatches, RemoveWatchesRequest, { path, type }),
    ephemerals: (prefixPath: string | null) =>
      server.ask(name, opCode.getEphemerals, GetEphemeralsRequest, { prefixPath }, GetEphemeralsResponse),
    count: (path: string) =>
      server.ask(
        name,
        opCode.getAllChildrenNumber,
        GetAllChildrenNumberRequest,
        { path },
        GetAllChildrenNumberResponse,
      ),
    sync: (path: string) => server.ask(name, opCode.sync, SyncRequest, { path }, SyncResponse),
    whoAmI: () => server.bytes(name, opCode.whoAmI, Buffer.alloc(0), WhoAmIResponse),
  }
}
