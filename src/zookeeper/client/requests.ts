import { type Acl, openAcl, type Stat } from '../../wire/jute/data.ts'
import { isZooKeeperError } from '../../wire/jute/errors.ts'
import { createFlags, opCode } from '../../wire/jute/op-codes.ts'
import * as requests from '../../wire/jute/requests.ts'
import * as responses from '../../wire/jute/responses.ts'
import { type InputOf, type JuteRecord, readJute, type Writer, writeJute } from '../../wire/schema/index.ts'
import type { Request } from './request.ts'
import { withChroot, withoutChroot } from './watches.ts'

export type CreateMode = keyof typeof createFlags

export interface CreateOptions {
  /** Open to the world when left out. */
  readonly acl?: readonly Acl[]
  readonly mode?: CreateMode
  /** Milliseconds, for the two TTL modes. */
  readonly ttl?: number
}

export interface Created {
  /** The path that the node got: a sequential one ends with its number. */
  readonly path: string
  readonly stat: Stat
}

function body<R extends JuteRecord>(record: R, value: InputOf<R>): (writer: Writer) => void {
  return (writer) => writeJute(record, writer, value)
}

const nothing = () => {}

/** The requests of one client: paths in and out are the client's own, without its chroot. */
export function requestsFor(chroot: string) {
  const full = (path: string) => withChroot(path, chroot)

  return {
    create(path: string, data: Uint8Array | null, options: CreateOptions): Request<Created> {
      return {
        type: createOpCode(options.mode),
        path,
        write: createBody(full(path), data, options),
        read: (reader) => {
          const created = readJute(responses.Create2Response, reader)
          return { path: withoutChroot(created.path, chroot), stat: created.stat }
        },
      }
    },

    delete: (path: string, version: number): Request<void> => ({
      type: opCode.delete,
      path,
      // The root can't be deleted, and neither can what is the root to this client.
      write: body(requests.DeleteRequest, { path: path === '/' ? path : full(path), version }),
      read: nothing,
    }),

    exists: (path: string, watch: boolean): Request<Stat> => ({
      type: opCode.exists,
      path,
      write: body(requests.ExistsRequest, { path: full(path), watch }),
      read: (reader) => readJute(responses.StatResponse, reader).stat,
    }),

    get: (path: string, watch: boolean): Request<{ data: Buffer | null; stat: Stat }> => ({
      type: opCode.getData,
      path,
      write: body(requests.GetDataRequest, { path: full(path), watch }),
      read: (reader) => readJute(responses.GetDataResponse, reader),
    }),

    /** The ensemble's configuration lies outside every chroot. */
    config: (watch: boolean): Request<{ data: Buffer | null; stat: Stat }> => ({
      type: opCode.getData,
      path: configPath,
      write: body(requests.GetDataRequest, { path: configPath, watch }),
      read: (reader) => readJute(responses.GetDataResponse, reader),
    }),

    set: (path: string, data: Uint8Array | null, version: number): Request<Stat> => ({
      type: opCode.setData,
      path,
      write: body(requests.SetDataRequest, { path: full(path), data, version }),
      read: (reader) => readJute(responses.StatResponse, reader).stat,
    }),

    children: (path: string, watch: boolean): Request<{ children: string[]; stat: Stat }> => ({
      type: opCode.getChildren2,
      path,
      write: body(requests.GetChildrenRequest, { path: full(path), watch }),
      read: (reader) => readJute(responses.GetChildren2Response, reader),
    }),

    getAcl: (path: string): Request<{ acl: Acl[]; stat: Stat }> => ({
      type: opCode.getACL,
      path,
      write: body(requests.GetACLRequest, { path: full(path) }),
      read: (reader) => readJute(responses.GetACLResponse, reader),
    }),

    setAcl: (path: string, acl: readonly Acl[], version: number): Request<Stat> => ({
      type: opCode.setACL,
      path,
      write: body(requests.SetACLRequest, { path: full(path), acl, version }),
      read: (reader) => readJute(responses.StatResponse, reader).stat,
    }),

    sync: (path: string): Request<void> => ({
      type: opCode.sync,
      path,
      write: body(requests.SyncRequest, { path: full(path) }),
      read: nothing,
    }),

    /** Outside every chroot, as in ZooKeeper's own client. */
    ephemerals: (prefix: string): Request<string[]> => ({
      type: opCode.getEphemerals,
      path: prefix,
      write: body(requests.GetEphemeralsRequest, { prefixPath: prefix }),
      read: (reader) => readJute(responses.GetEphemeralsResponse, reader).ephemerals,
    }),

    allChildrenNumber: (path: string): Request<number> => ({
      type: opCode.getAllChildrenNumber,
      path,
      write: body(requests.GetAllChildrenNumberRequest, { path: full(path) }),
      read: (reader) => readJute(responses.GetAllChildrenNumberResponse, reader).totalNumber,
    }),

    addWatch: (path: string, mode: number): Request<void> => ({
      type: opCode.addWatch,
      path,
      write: body(requests.AddWatchRequest, { path: full(path), mode }),
      read: nothing,
    }),

    /** With `checkOnly` the server just says whether there is such a watch. */
    removeWatches: (path: string, type: number, checkOnly: boolean): Request<void> => ({
      type: checkOnly ? opCode.checkWatches : opCode.removeWatches,
      path,
      write: body(requests.RemoveWatchesRequest, { path: full(path), type }),
      read: nothing,
    }),

    whoAmI: (): Request<{ authScheme: string; user: string | null }[]> => ({
      type: opCode.whoAmI,
      write: nothing,
      read: (reader) => readJute(responses.WhoAmIResponse, reader).clientInfo,
    }),

    reconfig: (change: Reconfiguration): Request<{ data: Buffer | null; stat: Stat }> => ({
      type: opCode.reconfig,
      path: '',
      write: body(requests.ReconfigRequest, {
        joiningServers: change.joining,
        leavingServers: change.leaving,
        newMembers: change.members,
        curConfigId: change.fromVersion,
      }),
      read: (reader) => readJute(responses.GetDataResponse, reader),
    }),
  }
}

export const configPath = '/zookeeper/config'

/** A change of the ensemble: servers that join and leave, or all members anew. */
export interface Reconfiguration {
  readonly joining: string | null
  readonly leaving: string | null
  readonly members: string | null
  /** -1 for any. */
  readonly fromVersion: bigint
}

/** What stands behind the type of a create, alone or in a multi. */
export function createBody(path: string, data: Uint8Array | null, options: CreateOptions): (writer: Writer) => void {
  const { acl = openAcl, mode = 'persistent', ttl } = options
  const request = { path, data, acl, flags: createFlags[mode] }
  if (ttl !== undefined) return body(requests.CreateTTLRequest, { ...request, ttl })
  return body(requests.CreateRequest, request)
}

export function createOpCode(mode: CreateMode = 'persistent'): number {
  if (mode === 'container') return opCode.createContainer
  return mode === 'ttl' || mode === 'ttlSequential' ? opCode.createTTL : opCode.create2
}

export function isSequential(mode: CreateMode = 'persistent'): boolean {
  return mode === 'persistentSequential' || mode === 'ephemeralSequential' || mode === 'ttlSequential'
}

/** undefined instead of NoNode. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    if (isZooKeeperError(error, 'noNode')) return undefined
    throw error
  }
}
