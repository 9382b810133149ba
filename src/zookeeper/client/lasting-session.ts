import { type Clock, pause } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Address, Transport } from '../../net/transport.ts'
import { isZooKeeperError, ZooKeeperError } from '../../wire/jute/errors.ts'
import type { SetWatches2 } from '../../wire/jute/requests.ts'
import type { WatcherEvent } from '../../wire/jute/responses.ts'
import type { Request } from './request.ts'
import type { SaslLogin } from './sasl.ts'
import { Session } from './session.ts'
import { isAlive, isConnected, type SessionEvent } from './session-state.ts'
import type { AuthInfo } from './special-requests.ts'
import type { ZooKeeperTrace } from './trace.ts'

/** No server let the session in within zookeeper.connection.timeout.ms. */
export class ConnectionTimeout extends Error {
  override readonly name = 'ConnectionTimeout'

  constructor() {
    super('Timed out waiting for connection while in state: CONNECTING')
  }
}

export interface ZooKeeperClientOptions {
  readonly servers: readonly Address[]
  /** Prefix of all paths; '' for none. */
  readonly chroot?: string
  /** What to ask for; the server may grant another. */
  readonly sessionTimeoutMs: number
  /** Whether a server that is cut off from its ensemble, and only lets itself be read, will do until there is another. */
  readonly readOnly?: boolean
  /** Proves who the client is on each connection, before anything else is asked. */
  readonly sasl?: SaslLogin | undefined
  /** One that speaks TLS makes it a TLS client. */
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly trace?: ZooKeeperTrace | undefined
  /** The largest answer that is taken, in bytes (`jute.maxbuffer`); 4 MiB as in Kafka when left out. */
  readonly maxFrameSize?: number
  /** Requests that a lost connection leaves in doubt are sent again once there is a new one, as Kafka's brokers do. */
  readonly retryConnectionLoss?: boolean
  /** For so many milliseconds at most they wait for that; a broker waits for ever. */
  readonly reconnectTimeoutMs?: number
  /**
   * An expired session is followed by a new one, after the state handlers' promises for `Expired` are settled; so is one whose
   * credentials were refused, a second later.
   */
  readonly renewExpired?: boolean
}

/** A change of the session. `Renewed`: a new session has taken the place of an expired one (`renewExpired`). */
export type ClientState = SessionEvent | 'Renewed'
export type StateHandler = (state: ClientState) => unknown

/** The watches that outlast a connection. */
export interface SessionWatches {
  /** A change that a watch was set for. */
  fire(event: WatcherEvent): void
  /** The requests that set them again, as of this zxid. */
  resetRequests(zxid: bigint): readonly SetWatches2[]
  /** The session is over, and the watches are with it. */
  clear(): void
}

/** Kafka's brokers wait so long before they try again after they were refused. */
const refusalPauseMs = 1000

/** Whether a session that may have a successor is over. */
function isOver(state: SessionEvent): boolean {
  return state === 'Expired' || state === 'AuthFailed'
}

/** The client's session and, where that is wanted, those that follow it when it expires. */
export class LastingSession {
  readonly #options: ZooKeeperClientOptions
  readonly #watches: SessionWatches
  readonly #auths: AuthInfo[] = []
  readonly #stateHandlers = new Set<StateHandler>()
  #connectionWaiters: (() => void)[] = []
  #session: Session
  #ended = false

  constructor(options: ZooKeeperClientOptions, watches: SessionWatches) {
    this.#options = options
    this.#watches = watches
    this.#session = this.#newSession()
  }

  /** The one of now. */
  get current(): Pick<Session, 'state' | 'id' | 'password' | 'timeoutMs'> {
    return this.#session
  }

  /** Resolves when there is a connection; rejects when there won't be one, or not within `timeoutMs`. */
  connected(timeoutMs = Number.POSITIVE_INFINITY): Promise<void> {
    if (isConnected(this.#session.state)) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const late = () => reject(new ConnectionTimeout())
      const timer = Number.isFinite(timeoutMs) ? this.#options.clock.after(timeoutMs, late) : undefined
      const settle = () => {
        if (!isConnected(this.#session.state) && this.#mayConnect()) return this.#connectionWaiters.push(settle)
        timer?.cancel()
        if (isConnected(this.#session.state)) return resolve()
        return reject(new ZooKeeperError(this.#session.state === 'AuthFailed' ? 'authFailed' : 'sessionExpired'))
      }
      settle()
    })
  }

  #mayConnect(): boolean {
    if (this.#ended) return false
    return isAlive(this.#session.state) || (this.#session.state === 'Expired' && this.#options.renewExpired === true)
  }

  /** Hears of every change from now on; the result ends that. */
  onState(handler: StateHandler): () => void {
    this.#stateHandlers.add(handler)
    return () => this.#stateHandlers.delete(handler)
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

  /** What was begun in one session is never done in the next: whoever asked may count on what the first one held. */
  async submit<T>(request: () => Request<T>): Promise<T> {
    const session = this.#session
    for (;;) {
      try {
        return await session.submit(request())
      } catch (error) {
        if (!this.#options.retryConnectionLoss || !isZooKeeperError(error, 'connectionLoss')) throw error
        if (!(await this.#connectedAgain(session))) throw error
      }
    }
  }

  /** True when the session has a connection again, or is over: then it refuses what it is asked. False after too long a time. */
  #connectedAgain(session: Session): Promise<boolean> {
    return new Promise((resolve) => {
      const { clock, reconnectTimeoutMs } = this.#options
      const timer = reconnectTimeoutMs === undefined ? undefined : clock.after(reconnectTimeoutMs, () => resolve(false))
      const look = () => {
        if (session.state === 'Disconnected') return this.#connectionWaiters.push(look)
        timer?.cancel()
        return resolve(true)
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
      onWatch: (event) => this.#watches.fire(event),
      watchesAfter: (zxid) => this.#watches.resetRequests(zxid),
    })
    return session
  }

  async #stateChanged(state: SessionEvent): Promise<void> {
    if (!isAlive(this.#session.state)) this.#watches.clear()
    const told = this.#tell(state)
    this.#wakeWaiters()
    if (!isOver(state) || this.#options.renewExpired !== true) return
    await told
    if (state === 'AuthFailed') await this.#endAfterRefusal()
    if (this.#ended) return
    this.#session = this.#newSession()
    await this.#tell('Renewed')
  }

  /** Who was refused may be welcome again later, as Kafka's brokers hope it: their session is over all the same. */
  async #endAfterRefusal(): Promise<void> {
    await pause(this.#options.clock, refusalPauseMs)
    if (!this.#ended) await this.#tell('Expired')
  }

  async #tell(state: ClientState): Promise<void> {
    await Promise.all([...this.#stateHandlers].map((handler) => this.guard(() => handler(state))))
  }

  #wakeWaiters(): void {
    for (const waiter of this.#connectionWaiters.splice(0)) waiter()
  }

  /** A handler that fails is its own problem, not the connection's. */
  async guard(handle: () => unknown): Promise<void> {
    try {
      await handle()
    } catch (error) {
      const text = error instanceof Error ? error.stack : String(error)
      this.#options.logger.error('Error while calling watcher.', text)
    }
  }
}
