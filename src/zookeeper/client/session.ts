import type { Clock, Timer } from '../../base/clock.ts'
import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import type { SetWatches2 } from '../../wire/jute/requests.ts'
import type { WatcherEvent } from '../../wire/jute/responses.ts'
import { SaslError } from '../../wire/sasl/directives.ts'
import { type ConnectAnswer, SessionConnection } from './connection.ts'
import { CountedRequests } from './counted-requests.ts'
import { Dialer, type DialerOptions, describeServer } from './dialer.ts'
import { connectFrame, type SessionIdentity } from './frames.ts'
import { ReadWriteSearch } from './read-write-search.ts'
import type { PendingRequest, Request } from './request.ts'
import { proveIdentity, type SaslLogin, type SaslMechanism } from './sasl.ts'
import type { ServerAddress } from './server-list.ts'
import { isAlive, isConnected, type SessionEvent, type SessionState } from './session-state.ts'
import { type AuthInfo, authRequest, watchesRequest } from './special-requests.ts'
import { hexadecimal, throwableText } from './throwable-text.ts'
import { traced, type ZooKeeperTrace } from './trace.ts'

export interface SessionOptions extends DialerOptions {
  /** Whether a server that is cut off from its ensemble will do until there is another. */
  readonly readOnly?: boolean
  readonly sasl?: SaslLogin | undefined
  readonly clock: Clock
  readonly trace?: ZooKeeperTrace | undefined
  /** The largest answer that is taken, in bytes (`jute.maxbuffer`). */
  readonly maxFrameSize: number
  /** Credentials that each new connection presents. */
  readonly auths: readonly AuthInfo[]
  onState(state: SessionEvent): void
  onWatch(event: WatcherEvent): void
  /** The requests that set this client's watches again. */
  watchesAfter(zxid: bigint): readonly SetWatches2[]
}

/** Waits between attempts, as ZooKeeper's client does: up to this long at random, and once more after each full round. */
const retryPauseMs = 1000
/** The pause that a failed connection costs whoever waited for it. */
const failurePauseMs = 100

const noSession: SessionIdentity = { id: 0n, password: Buffer.alloc(16) }

/**
 * One session with the servers, over as many connections as it takes. Requests go out at once, one behind the other; those
 * that are under way when the connection breaks fail with ConnectionLoss, for nobody knows whether they were carried out.
 */
export class Session {
  readonly #options: SessionOptions
  readonly #dialer: Dialer
  #state: SessionState = 'Disconnected'
  #identity = noSession
  #timeoutMs: number
  #lastZxid = 0n
  readonly #counted = new CountedRequests()
  /** Requests not sent, because there is no connection yet. */
  #waiting: PendingRequest[] = []
  #connection: SessionConnection | undefined
  /** The last one that there was a connection to. */
  #server: string | undefined
  /** Requests may go out: the server knows by now who asks, where that matters. */
  #isOpen = false
  #isConnecting = false
  /** It has been more than a session with a server that only lets itself be read. */
  #isKnown = false
  #search: ReadWriteSearch | undefined
  #pause: Timer | undefined
  #closing = false

  constructor(options: SessionOptions) {
    this.#options = options
    this.#dialer = new Dialer(options)
    this.#timeoutMs = options.sessionTimeoutMs
    void this.#connect()
  }

  get state(): SessionState {
    return this.#state
  }

  /** 0n until the first connection is there. */
  get id(): bigint {
    return this.#identity.id
  }

  get password(): Buffer {
    return this.#identity.password
  }

  /** Milliseconds, as granted by the server. */
  get timeoutMs(): number {
    return this.#timeoutMs
  }

  /** Rejects with a ZooKeeperError. */
  submit<T>(request: Request<T>): Promise<T> {
    const answer = new Promise<T>((resolve, reject) => {
      if (!isAlive(this.#state)) return reject(this.#deathError(request.path))
      this.#send(this.#counted.pending(request, resolve, reject))
    })
    const { trace, clock } = this.#options
    return trace === undefined ? answer : traced(request, answer, { trace, clock, server: () => this.#server })
  }

  #send(request: PendingRequest): void {
    if (this.#connection === undefined || !this.#isOpen) this.#waiting.push(request)
    else this.#connection.send(request)
  }

  /** Presents credentials on the connection of now; those of later connections come from `auths`. */
  authenticate(info: AuthInfo): void {
    if (this.#isOpen) this.#connection?.send(this.#authRequest(info))
  }

  #authRequest(info: AuthInfo): PendingRequest {
    return authRequest(info, () => this.#die('AuthFailed'))
  }

  /**
   * Says goodbye to the server, which ends the session and removes its ephemeral nodes; waits for the outcome of an attempt
   * to connect that is under way. Never rejects.
   */
  async close(): Promise<void> {
    if (this.#closing || !isAlive(this.#state)) return
    this.#closing = true
    if (isConnected(this.#state) || this.#isConnecting) {
      const goodbye: Request<void> = { type: opCode.closeSession, write: () => {}, read: () => {} }
      await this.submit(goodbye).catch(() => {})
    }
    this.abandon()
  }

  /** Drops the connection without a word: the server keeps the session until its time is over. */
  abandon(): void {
    this.#closing = true
    this.#die('Closed')
  }

  #die(state: SessionState): void {
    if (!isAlive(this.#state)) return
    this.#changeState(state)
    this.#pause?.cancel()
    const connection = this.#takeConnection()
    connection?.destroy()
    this.#failAll(connection?.takeUnanswered() ?? [])
  }

  /** The session is without a connection from here on. */
  #takeConnection(): SessionConnection | undefined {
    const connection = this.#connection
    this.#connection = undefined
    this.#isOpen = false
    this.#search?.stop()
    return connection
  }

  #changeState(state: SessionState): void {
    if (this.#state === state) return
    this.#state = state
    this.#options.onState(state)
  }

  #failAll(unanswered: PendingRequest[]): void {
    const failed = [...unanswered, ...this.#waiting]
    this.#waiting = []
    for (const request of failed) request.reject(this.#deathError(request.path))
  }

  #deathError(path: string | undefined): ZooKeeperError {
    if (this.#state === 'AuthFailed') return new ZooKeeperError('authFailed', path)
    return new ZooKeeperError(isAlive(this.#state) ? 'connectionLoss' : 'sessionExpired', path)
  }

  async #connect(to?: ServerAddress): Promise<void> {
    this.#isConnecting = true
    const server = to ?? (await this.#dialer.next())
    const name = describeServer(server)
    const { sasl } = this.#options
    if (sasl !== undefined && 'problem' in sasl) this.#goOnUnknown(sasl.problem)
    try {
      const socket = await this.#dialer.open(server)
      if (!isAlive(this.#state)) return socket.destroy()
      this.#greet(new SessionConnection(socket, this.#connectionOptions(name)))
    } catch (error) {
      this.#lost(name, error)
    }
  }

  #connectionOptions(server: string) {
    const { clock, maxFrameSize, onWatch } = this.#options
    return {
      clock,
      maxFrameSize,
      timeoutMs: this.#timeoutMs,
      onWatch,
      onConnected: (answer: ConnectAnswer) => this.#connected(server, answer),
      onZxid: (zxid: bigint) => {
        this.#lastZxid = zxid
      },
      onLost: (error: unknown) => this.#lost(server, error),
    }
  }

  #greet(connection: SessionConnection): void {
    this.#connection = connection
    connection.open(this.#connectFrame())
    if (this.#mechanism === undefined) this.#openUp(connection)
  }

  get #mechanism(): SaslMechanism | undefined {
    const { sasl } = this.#options
    return sasl === undefined || 'problem' in sasl ? undefined : sasl
  }

  /** Sends all that is due on a new connection, without waiting for the answer to the first frame. */
  #openUp(connection: SessionConnection): void {
    this.#isOpen = true
    for (const info of this.#options.auths) connection.send(this.#authRequest(info))
    for (const watches of this.#options.watchesAfter(this.#lastZxid)) connection.send(watchesRequest(watches))
    const waiting = this.#waiting
    this.#waiting = []
    for (const request of waiting) connection.send(request)
  }

  #connectFrame(): Buffer {
    const { sessionTimeoutMs: timeoutMs, readOnly = false } = this.#options
    const identity = this.#isKnown ? this.#identity : noSession
    return connectFrame(identity, { timeoutMs, lastZxidSeen: this.#lastZxid, readOnly })
  }

  #connected(server: string, answer: ConnectAnswer): void {
    if (answer.timeoutMs <= 0) {
      const id = hexadecimal(this.id)
      this.#options.logger.warn(`Unable to reconnect to ZooKeeper service, session ${id} has expired`)
      this.#die('Expired')
    } else this.#established(server, answer)
  }

  #established(server: string, { sessionId, password, timeoutMs, isReadOnly }: ConnectAnswer): void {
    this.#isConnecting = false
    this.#server = server
    this.#identity = { id: sessionId, password }
    this.#timeoutMs = timeoutMs
    this.#isKnown ||= !isReadOnly
    this.#dialer.succeeded()
    this.#options.logger.info(
      `Session establishment complete on server ${server}, session id = ${hexadecimal(sessionId)}, negotiated timeout = ${timeoutMs}`,
    )
    this.#changeState(isReadOnly ? 'ConnectedReadOnly' : 'SyncConnected')
    if (isReadOnly && isConnected(this.#state)) this.#searchReadWrite()
    if (this.#mechanism !== undefined) void this.#logIn(this.#mechanism)
  }

  #goOnUnknown(problem: string): void {
    this.#options.logger.warn(
      'SASL configuration failed. Will continue connection to Zookeeper server without SASL authentication, if Zookeeper server allows it.',
      `javax.security.auth.login.LoginException: ${problem}`,
    )
    this.#options.onState('LoginFailed')
  }

  async #logIn(mechanism: SaslMechanism): Promise<void> {
    const connection = this.#connection
    // A refusal may have the connection's end right behind it: it counts at once.
    const answered = (code: number) => code !== 0 && this.#loginRefused(new ZooKeeperError(code))
    const ask = <T>(request: Request<T>) =>
      new Promise<T>((resolve, reject) =>
        connection?.send(this.#counted.pending({ ...request, answered }, resolve, reject)),
      )
    try {
      await proveIdentity(mechanism.begin(this.#options.random), ask)
    } catch (error) {
      if (connection === this.#connection) this.#loginRefused(error)
      return
    }
    if (connection === undefined || connection !== this.#connection) return
    this.#options.onState('SaslAuthenticated')
    this.#openUp(connection)
  }

  #loginRefused(error: unknown): void {
    const token = "Error in authenticating with a Zookeeper Quorum member: the quorum member's saslToken is null."
    const why = error instanceof SaslError ? error.message : token
    this.#options.logger
      .named('org.apache.zookeeper.client.ZooKeeperSaslClient')
      .error("SASL authentication failed using login context 'Client'.", `javax.security.sasl.SaslException: ${why}`)
    this.#die('AuthFailed')
  }

  #searchReadWrite(): void {
    const { transport, clock } = this.#options
    this.#search = new ReadWriteSearch({
      transport,
      clock,
      next: () => this.#dialer.next(),
      found: (server) => this.#moveTo(server),
    })
  }

  /** From a server that only lets itself be read to one that takes writes. */
  #moveTo(server: ServerAddress): void {
    this.#options.logger.info(`Majority server found at ${describeServer(server)}`)
    const connection = this.#takeConnection()
    connection?.destroy()
    this.#failAll(connection?.takeUnanswered() ?? [])
    this.#changeState('Disconnected')
    void this.#connect(server)
  }

  #lost(server: string, error: unknown): void {
    if (!isAlive(this.#state)) return
    this.#options.trace?.lost({ server, error })
    this.#isConnecting = false
    const unanswered = this.#takeConnection()?.takeUnanswered() ?? []
    if (this.#closing) this.#failAll(unanswered)
    else {
      this.#logLoss(server, error)
      this.#pause = this.#options.clock.after(failurePauseMs, () => this.#afterLoss(unanswered))
    }
  }

  #afterLoss(unanswered: PendingRequest[]): void {
    this.#failAll(unanswered)
    this.#changeState('Disconnected')
    this.#reconnectLater()
  }

  #logLoss(server: string, error: unknown): void {
    this.#options.logger.warn(
      `Session ${hexadecimal(this.id)} for server ${server}, Closing socket connection. Attempting reconnect except it is a SessionExpiredException.`,
      throwableText(error, this.id),
    )
  }

  #reconnectLater(): void {
    if (!isAlive(this.#state) || this.#closing) return
    const { clock, random } = this.#options
    const wait = random.int(retryPauseMs) + (this.#dialer.roundIsOver ? retryPauseMs : 0)
    this.#pause = clock.after(wait, () => void this.#connect())
  }
}
