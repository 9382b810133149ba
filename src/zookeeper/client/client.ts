import type { Acl, Stat } from '../../wire/jute/data.ts'
import { isZooKeeperError, ZooKeeperError } from '../../wire/jute/errors.ts'
import { addWatchMode, watcherType } from '../../wire/jute/op-codes.ts'
import type { WatcherEvent } from '../../wire/jute/responses.ts'
import { validatePath } from '../path.ts'
import { LastingSession, type StateHandler, type ZooKeeperClientOptions } from './lasting-session.ts'
import { multiRequest, type Operation, type OperationResult } from './multi.ts'
import type { Request } from './request.ts'
import {
  type Created,
  type CreateOptions,
  configPath,
  isSequential,
  type Reconfiguration,
  requestsFor,
  unlessMissing,
} from './requests.ts'
import type { SessionState } from './session-state.ts'
import { readWatchEvent, type WatcherType, Watches, type WatchHandler, type WatchKind } from './watches.ts'

export type { ClientState, StateHandler, ZooKeeperClientOptions } from './lasting-session.ts'

export interface WatchOption {
  readonly watch?: WatchHandler | undefined
}

const anyVersion = -1

/**
 * A client of ZooKeeper. Requests may be sent before there is a connection, and without waiting for one another; they are
 * carried out in their order. They reject with a ZooKeeperError, and with an InvalidPathError before anything is sent.
 */
export class ZooKeeperClient {
  readonly #chroot: string
  readonly #requests: ReturnType<typeof requestsFor>
  readonly #watches = new Watches()
  readonly #session: LastingSession

  /** Starts connecting, and does not wait for it. */
  constructor(options: ZooKeeperClientOptions) {
    this.#chroot = options.chroot ?? ''
    this.#requests = requestsFor(this.#chroot)
    this.#session = new LastingSession(options, {
      fire: (event) => this.#fire(event),
      resetRequests: (zxid) => this.#watches.resetRequests(zxid, this.#chroot),
      clear: () => this.#watches.clear(),
    })
  }

  /** A client that is connected. Rejects with Kafka's message when there is no connection within `connectionTimeoutMs`. */
  static async connect(options: ZooKeeperClientOptions & { connectionTimeoutMs?: number }): Promise<ZooKeeperClient> {
    const client = new ZooKeeperClient(options)
    try {
      await client.connected(options.connectionTimeoutMs ?? options.sessionTimeoutMs)
      return client
    } catch (error) {
      client.abandon()
      throw error
    }
  }

  get state(): SessionState {
    return this.#session.current.state
  }

  get sessionId(): bigint {
    return this.#session.current.id
  }

  /** Milliseconds, as granted. */
  get sessionTimeoutMs(): number {
    return this.#session.current.timeoutMs
  }

  /** Resolves when there is a connection; rejects when there won't be one, or not within `timeoutMs`. */
  connected(timeoutMs?: number): Promise<void> {
    return this.#session.connected(timeoutMs)
  }

  /** Hears of every change from now on; the result ends that. */
  onState(handler: StateHandler): () => void {
    return this.#session.onState(handler)
  }

  async create(path: string, data: Uint8Array | null, options: CreateOptions = {}): Promise<Created> {
    validatePath(path, isSequential(options.mode))
    refuseEmptyAcl(options.acl)
    return this.#call(path, () => this.#requests.create(path, data, options), isSequential(options.mode))
  }

  delete(path: string, version = anyVersion): Promise<void> {
    return this.#call(path, () => this.#requests.delete(path, version))
  }

  /** The node's stat, or undefined. The watch is set either way. */
  exists(path: string, { watch }: WatchOption = {}): Promise<Stat | undefined> {
    const request = () => ({
      ...this.#requests.exists(path, watch !== undefined),
      answered: (code: number) => this.#watchExists(path, code, watch),
    })
    return unlessMissing(this.#call(path, request))
  }

  #watchExists(path: string, code: number, watch: WatchHandler | undefined): void {
    const missing = isZooKeeperError(new ZooKeeperError(code), 'noNode')
    if (watch !== undefined && (code === 0 || missing)) this.#watches.add(missing ? 'exists' : 'data', path, watch)
  }

  get(path: string, { watch }: WatchOption = {}): Promise<{ data: Buffer | null; stat: Stat }> {
    return this.#call(path, () => ({
      ...this.#requests.get(path, watch !== undefined),
      ...this.#watching('data', path, watch),
    }))
  }

  set(path: string, data: Uint8Array | null, version = anyVersion): Promise<Stat> {
    return this.#call(path, () => this.#requests.set(path, data, version))
  }

  /** The children's names in no order, and the node's stat. */
  children(path: string, { watch }: WatchOption = {}): Promise<{ children: string[]; stat: Stat }> {
    return this.#call(path, () => ({
      ...this.#requests.children(path, watch !== undefined),
      ...this.#watching('children', path, watch),
    }))
  }

  #watching(kind: WatchKind, path: string, watch: WatchHandler | undefined): Pick<Request<unknown>, 'answered'> {
    if (watch === undefined) return {}
    return { answered: (code) => code === 0 && this.#watches.add(kind, path, watch) }
  }

  getAcl(path: string): Promise<{ acl: Acl[]; stat: Stat }> {
    return this.#call(path, () => this.#requests.getAcl(path))
  }

  /** `version` is the ACL's own. */
  async setAcl(path: string, acl: readonly Acl[], version = anyVersion): Promise<Stat> {
    validatePath(path)
    refuseEmptyAcl(acl)
    return this.#call(path, () => this.#requests.setAcl(path, acl, version))
  }

  /** All steps or none. Rejects with a MultiError. */
  multi(operations: readonly Operation[]): Promise<OperationResult[]> {
    return this.#session.submit(() => multiRequest(operations, this.#chroot))
  }

  /** The server that this client is connected to catches up with the leader. */
  sync(path: string): Promise<void> {
    return this.#call(path, () => this.#requests.sync(path))
  }

  /** Paths of this session's ephemeral nodes that begin with the prefix, both without regard to the chroot. */
  ephemerals(prefix = '/'): Promise<string[]> {
    return this.#call(prefix, () => this.#requests.ephemerals(prefix))
  }

  /** How many nodes are below the path, at any depth. */
  allChildrenNumber(path: string): Promise<number> {
    return this.#call(path, () => this.#requests.allChildrenNumber(path))
  }

  whoAmI(): Promise<{ authScheme: string; user: string | null }[]> {
    return this.#session.submit(() => this.#requests.whoAmI())
  }

  /** The ensemble's configuration. */
  config({ watch }: WatchOption = {}): Promise<{ data: Buffer | null; stat: Stat }> {
    return this.#session.submit(() => ({
      ...this.#requests.config(watch !== undefined),
      ...this.#watching('data', configPath, watch),
    }))
  }

  reconfigure(change: Reconfiguration): Promise<{ data: Buffer | null; stat: Stat }> {
    return this.#session.submit(() => this.#requests.reconfig(change))
  }

  /** A watch that stays after it fired. */
  addWatch(path: string, mode: keyof typeof addWatchMode, watch: WatchHandler): Promise<void> {
    return this.#call(path, () => ({
      ...this.#requests.addWatch(path, addWatchMode[mode]),
      ...this.#watching(mode, path, watch),
    }))
  }

  /**
   * Takes watches back, one handler's or all; each handler is told. Rejects with NoWatcher where there is none.
   * @param local forget them even when the server can't be asked
   */
  async removeWatches(
    path: string,
    type: WatcherType,
    { watch, local = false }: WatchOption & { local?: boolean } = {},
  ): Promise<void> {
    validatePath(path)
    if (!this.#watches.has(path, type, watch)) throw new ZooKeeperError('noWatcher', path)
    const removed = () => {
      for (const { handler, event } of this.#watches.remove(path, type, watch))
        this.#session.guard(() => handler(event))
    }
    const answered = (code: number) => code === 0 && removed()
    try {
      await this.#call(path, () => ({ ...this.#requests.removeWatches(path, watcherType[type], false), answered }))
    } catch (error) {
      if (!local || !(error instanceof ZooKeeperError)) throw error
      removed()
    }
  }

  /** Presents credentials, now and on every later connection. Wrong ones end the session (`AuthFailed`). */
  addAuth(scheme: string, auth: string | Uint8Array | null): void {
    this.#session.addAuth(scheme, auth)
  }

  /** Ends the session; its ephemeral nodes go. Never rejects. */
  close(): Promise<void> {
    return this.#session.close()
  }

  /** Drops the connection without ending the session: it runs out at the server. */
  abandon(): void {
    this.#session.abandon()
  }

  async #call<T>(path: string, request: () => Request<T>, sequential = false): Promise<T> {
    validatePath(path, sequential)
    return this.#session.submit(request)
  }

  #fire(event: WatcherEvent): void {
    const own = readWatchEvent(event, this.#chroot)
    if (own === undefined) return
    for (const handler of this.#watches.take(own)) this.#session.guard(() => handler(own))
  }
}

/** Refused before the server is asked, as ZooKeeper's own client does it. */
function refuseEmptyAcl(acl: readonly Acl[] | undefined): void {
  if (acl?.length === 0) throw new ZooKeeperError('invalidACL')
}
