import type { Clock, Timer } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Address, Transport } from '../../net/transport.ts'
import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import type { SetWatches2 } from '../../wire/jute/requests.ts'
import type { WatcherEvent } from '../../wire/jute/responses.ts'
import { type ConnectAnswer, SessionConnection } from './connection.ts'
import { connectFrame, requestFrame, type SessionIdentity } from './frames.ts'
import type { PendingRequest, Request } from './request.ts'
import { type ServerAddress, ServerList } from './server-list.ts'
import { isAlive, isConnected, type SessionState } from './session-state.ts'
import { type AuthInfo, authRequest, watchesRequest } from './special-requests.ts'
import { hexadecimal, throwableText, UnresolvedError } from './throwable-text.ts'

export interface SessionOptions {
  readonly servers: readonly Address[]
  /** What to ask the server for; it may grant another. */
  readonly sessionTimeoutMs: number
  /** Whether a server that is cut off from its ensemble will do. */
  readonly readOnly?: boolean
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** The largest answer that is taken, in bytes (`jute.maxbuffer`). */
  readonly maxFrameSize: number
  /** Credentials that each new connection presents. */
  readonly auths: readonly AuthInfo[]
  onState(state: SessionState): void
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
  readonly #servers: ServerList
  #state: SessionState = 'Disconnected'
  #identity = noSession
  #timeoutMs: number
  #lastZxid = 0n
  #nextXid = 1
  /** Requests not sent, because there is no connection yet. */
  #waiting: PendingRequest[] = []
  #connection: SessionConnection | undefined
  #pause: Timer | undefined
  #closing = false

  constructor(options: SessionOptions) {
    this.#options = options
    this.#servers = new ServerList(options.servers, options.random)
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
    return new Promise((resolve, reject) => {
      if (!isAlive(this.#state)) return reject(this.#deathError(request.path))
      this.#send(this.#pending(request, resolve, reject))
    })
  }

  #pending<T>(request: Request<T>, resolve: (value: T) => void, reject: (error: Error) => void): PendingRequest {
    const xid = request.xid ?? this.#takeXid()
    const { type, path } = request
    return {
      xid,
      type,
      path,
      frame: requestFrame(xid, type, (writer) => request.write(writer)),
      resolve: (code, body) => {
        request.answered?.(code)
        if (code === 0) resolve(request.read(body))
        else reject(new ZooKeeperError(code, path))
      },
      reject,
    }
  }

  #takeXid(): number {
    const xid = this.#nextXid
    this.#nextXid = xid === 0x7fffffff ? 1 : xid + 1
    return xid
  }

  #send(request: PendingRequest): void {
    if (this.#connection === undefined) this.#waiting.push(request)
    else this.#connection.send(request)
  }

  /** Presents credentials on the connection of now; those of later connections come from `auths`. */
  authenticate(info: AuthInfo): void {
    this.#connection?.send(this.#authRequest(info))
  }

  #authRequest(info: AuthInfo): PendingRequest {
    return authRequest(info, () => this.#die('AuthFailed'))
  }

  /** Says goodbye to the server, which ends the session and removes its ephemeral nodes. Never rejects. */
  async close(): Promise<void> {
    if (this.#closing || !isAlive(this.#state)) return
    this.#closing = true
    if (isConnected(this.#state)) {
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
    const connection = this.#connection
    this.#connection = undefined
    connection?.destroy()
    this.#failAll(connection?.takeUnanswered() ?? [])
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

  async #connect(): Promise<void> {
    const { transport, logger } = this.#options
    const server = await this.#servers.next(transport)
    const name = describeServer(server)
    try {
      if (server.ip === undefined) throw this.#unresolved(name, server)
      logger.info(`Opening socket connection to server ${name}.`)
      const timeoutMs = Math.ceil(this.#options.sessionTimeoutMs / Math.max(1, this.#servers.size))
      const socket = await transport.connect({ host: server.ip, port: server.name.port }, { timeoutMs })
      if (!isAlive(this.#state)) return socket.destroy()
      this.#open(new SessionConnection(socket, this.#connectionOptions(name)))
    } catch (error) {
      this.#lost(name, error)
    }
  }

  #unresolved(name: string, { name: { host } }: ServerAddress): UnresolvedError {
    const { logger } = this.#options
    const cause = `java.net.UnknownHostException: ${host}: Name or service not known`
    logger.named('org.apache.zookeeper.client.StaticHostProvider').error(`Unable to resolve address: ${name}`, cause)
    return new UnresolvedError(name)
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

  /** Sends all that is due on a new connection, without waiting for the answer to the first frame. */
  #open(connection: SessionConnection): void {
    this.#connection = connection
    connection.open(this.#connectFrame())
    for (const info of this.#options.auths) connection.send(this.#authRequest(info))
    for (const watches of this.#options.watchesAfter(this.#lastZxid)) connection.send(watchesRequest(watches))
    const waiting = this.#waiting
    this.#waiting = []
    for (const request of waiting) connection.send(request)
  }

  #connectFrame(): Buffer {
    const { sessionTimeoutMs: timeoutMs, readOnly = false } = this.#options
    return connectFrame(this.#identity, { timeoutMs, lastZxidSeen: this.#lastZxid, readOnly })
  }

  #connected(server: string, answer: ConnectAnswer): void {
    if (answer.timeoutMs <= 0) {
      const id = hexadecimal(this.id)
      this.#options.logger.warn(`Unable to reconnect to ZooKeeper service, session ${id} has expired`)
      this.#die('Expired')
    } else this.#established(server, answer)
  }

  #established(server: string, { sessionId, password, timeoutMs, isReadOnly }: ConnectAnswer): void {
    this.#identity = { id: sessionId, password }
    this.#timeoutMs = timeoutMs
    this.#servers.succeeded()
    this.#options.logger.info(
      `Session establishment complete on server ${server}, session id = ${hexadecimal(sessionId)}, negotiated timeout = ${timeoutMs}`,
    )
    this.#changeState(isReadOnly ? 'ConnectedReadOnly' : 'SyncConnected')
  }

  #lost(server: string, error: unknown): void {
    if (!isAlive(this.#state)) return
    const unanswered = this.#connection?.takeUnanswered() ?? []
    this.#connection = undefined
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
    const wait = random.int(retryPauseMs) + (this.#servers.roundIsOver ? retryPauseMs : 0)
    this.#pause = clock.after(wait, () => void this.#connect())
  }
}

function describeServer({ name, ip }: ServerAddress): string {
  return `${name.host}/${ip ?? '<unresolved>'}:${name.port}`
}
