import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Address, Transport } from '../../net/transport.ts'
import type { Acl, Stat } from '../../wire/jute/data.ts'
import { isZooKeeperError, ZooKeeperError } from '../../wire/jute/errors.ts'
import { addWatchMode, watcherType } from '../../wire/jute/op-codes.ts'
import type { WatcherEvent } from '../../wire/jute/responses.ts'
import { validatePath } from '../path.ts'
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
import { Session } from './session.ts'
import { isAlive, isConnected, type SessionState } from './session-state.ts'
import type { AuthInfo } from './special-requests.ts'
import { readWatchEvent, type WatcherType, Watches, type WatchHandler, type WatchKind } from './watches.ts'

export interface ZooKeeperClientOptions {
  readonly servers: readonly Address[]
  /** Prefix of all paths; '' for none. */
  readonly chroot?: string
  /** What to ask for; the server may grant another. */
  readonly sessionTimeoutMs: number
  /** Whether a server that is cut off from its ensemble, and only lets itself be read, will do. */
  readonly readOnly?: boolean
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** The largest answer that is taken, in bytes (`jute.maxbuffer`); 4 MiB as in Kafka when left out. */
  readonly maxFrameSize?: number
  /** Requests that a lost connection leaves in doubt are sent again once there is a new one, as Kafka's brokers do. */
  readonly retryConnectionLoss?: boolean
  /** An expired session is followed by a new one, after the state handlers' promises for `Expired` are settled. */
  readonly renewExpired?: boolean
}

/** A change of the session. `Renewed`: a new session has taken the place of an expired one (`renewExpired`). */
export type ClientState = SessionState | 'Renewed'
export type StateHandler = (state: ClientState) => unknown

export interface WatchOption {
  readonly watch?: WatchHandler | undefined
}

const anyVersion = -1

/**
 * A client of ZooKeeper. Requests may be sent before there is a connection, and without waiting for one another; they are
 * carried out in their order. They reject with a ZooKeeperError, and with an InvalidPathError before anything is sent.
 */
export class ZooKeeperClient {
  readonly #options: ZooKeeperClientOptions
  readonly #chroot: string
  readonly #requests: ReturnType<typeof requestsFor>
  readonly #watches = new Watches()
  readonly #auths: AuthInfo[] = []
  readonly #stateHandlers = new Set<StateHandler>()
  #connectionWaiters: (() => void)[] = []
  #session: Session
  #ended = false

  /** Starts connecting, and does not wait for it. */
  constructor(options: ZooKeeperClientOptions) {
    this.#options = options
    this.#chroot = options.chroot ?? ''
    this.#requests = requestsFor(this.#chroot)
    this.#session = this.#newSession()
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
    return this.#session.state
  }

  get sessionId(): bigint {
    return this.#session.id
  }

  /** Milliseconds, as granted. */
  get sessionTimeoutMs(): number {
    return this.#session.timeoutMs
  }

  /** Resolves when there is a connection; rejects when there won't be one, or not within `timeoutMs`. */
  connected(timeoutMs = Number.POSITIVE_INFINITY): Promise<void> {
    if (isConnected(this.state)) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error('Timed out waiting for connection while in state: CONNECTING'))
      const timer = Number.isFinite(timeoutMs) ? this.#options.clock.after(timeoutMs, late) : undefined
      const settle = () => {
        if (!isConnected(this.state) && this.#mayConnect()) return this.#connectionWaiters.push(settle)
        timer?.cancel()
        if (isConnected(this.state)) return resolve()
        return reject(new ZooKeeperError(this.state === 'AuthFailed' ? 'authFailed' : 'sessionExpired'))
      }
      settle()
    })
  }

  #mayConnect(): boolean {
    if (this.#ended) return false
    return isAlive(this.state) || (this.state === 'Expired' && this.#options.renewExpired === true)
  }

  /** Hears of every change from now on; the result ends that. */
  onState(handler: StateHandler): () => void {
    this.#stateHandlers.add(handler)
    return () => this.#stateHandlers.delete(handler)
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
    return this.#submit(() => multiRequest(operations, this.#chroot))
  }

  /** The server that this client is connected to catches up with the leader. */
  sync(path: string): Promise<void> {
    return this.#call(path, () => this.#requests.sync(path))
  }

  /** Paths of this session's ephemeral nodes that begin with the prefix. */
  ephemerals(prefix = '/'): Promise<string[]> {
    return this.#call(prefix, () => this.#requests.ephemerals(prefix))
  }

  /** How many nodes are below the path, at any depth. */
  allChildrenNumber(path: string): Promise<number> {
    return this.#call(path, () => this.#requests.allChildrenNumber(path))
  }

  whoAmI(): Promise<{ authScheme: string; user: string | null }[]> {
    return this.#submit(() => this.#requests.whoAmI())
  }

  /** The ensemble's configuration. */
  config({ watch }: WatchOption = {}): Promise<{ data: Buffer | null; stat: Stat }> {
    return this.#submit(() => ({
      ...this.#requests.config(watch !== undefined),
      ...this.#watching('data', configPath, watch),
    }))
  }

  reconfigure(change: Reconfiguration): Promise<{ data: Buffer | null; stat: Stat }> {
    return this.#submit(() => this.#requests.reconfig(change))
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
    if (!this.#watches.has(path, type, watch)) throw new ZooKeeperError('noWatcher', path)
    const removed = () => {
      for (const { handler, event } of this.#watches.remove(path, type, watch)) this.#guard(() => handler(event))
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
    const info = { scheme, auth: auth === null ? null : Buffer.from(auth) }
    this.#auths.push(info)
    this.#session.authenticate(info)
  }

  /** Ends the session; its ephemeral nodes go. Never rejects. */
  async close(): Promise<void> {
    this.#ended = true
    await this.#session.close()
  }

  /** Drops the connection without ending the session: it runs out at the server. */
  abandon(): void {
    this.#ended = true
    this.#session.abandon()
  }

  async #call<T>(path: string, request: () => Request<T>, sequential = false): Promise<T> {
    validatePath(path, sequential)
    return this.#submit(request)
  }

  /** What was begun in one session is never done in the next: whoever asked may count on what the first one held. */
  async #submit<T>(request: () => Request<T>): Promise<T> {
    const session = this.#session
    for (;;) {
      try {
        return await session.submit(request())
      } catch (error) {
        if (!this.#options.retryConnectionLoss || !isZooKeeperError(error, 'connectionLoss')) throw error
      }
      await this.#connectedAgain(session)
    }
  }

  /** Resolves when the session has a connection again, or is over: then it refuses what it is asked. */
  #connectedAgain(session: Session): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (session.state === 'Disconnected') this.#connectionWaiters.push(look)
        else resolve()
      }
      look()
    })
  }

  #newSession(): Session {
    const session: Session = new Session({
      ...this.#options,
      maxFrameSize: this.#options.maxFrameSize ?? 4 * 1024 * 1024,
      auths: this.#auths,
      onState: (state) => void this.#stateChanged(state),
      onWatch: (event) => this.#fire(event),
      watchesAfter: (zxid) => this.#watches.resetRequests(zxid, this.#chroot),
    })
    return session
  }

  async #stateChanged(state: SessionState): Promise<void> {
    if (!isAlive(state)) this.#watches.clear()
    const told = this.#tell(state)
    this.#wakeWaiters()
    if (state !== 'Expired' || this.#options.renewExpired !== true) return
    await told
    if (this.#ended) return
    this.#session = this.#newSession()
    await this.#tell('Renewed')
  }

  async #tell(state: ClientState): Promise<void> {
    await Promise.all([...this.#stateHandlers].map((handler) => this.#guard(() => handler(state))))
  }

  #wakeWaiters(): void {
    for (const waiter of this.#connectionWaiters.splice(0)) waiter()
  }

  #fire(event: WatcherEvent): void {
    const own = readWatchEvent(event, this.#chroot)
    if (own === undefined) return
    for (const handler of this.#watches.take(own)) this.#guard(() => handler(own))
  }

  /** A handler that fails is its own problem, not the connection's. */
  async #guard(handle: () => unknown): Promise<void> {
    try {
      await handle()
    } catch (error) {
      const text = error instanceof Error ? error.stack : String(error)
      this.#options.logger.error('Error while calling watcher.', text)
    }
  }
}

/** Refused before the server is asked, as ZooKeeper's own client does it. */
function refuseEmptyAcl(acl: readonly Acl[] | undefined): void {
  if (acl?.length === 0) throw new ZooKeeperError('invalidACL')
}
