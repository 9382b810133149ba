import { FrameSplitter } from '../../net/frames.ts'
import type { Connection } from '../../net/transport.ts'
import type { Id } from '../../wire/jute/data.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import { MalformedError } from '../../wire/schema/index.ts'
import type { Request } from '../processors/request.ts'
import { isPasswordOf, sessionPassword } from '../session/password.ts'
import type { Watcher } from '../tree/watches.ts'
import type { ConnectionView } from '../words/word.ts'
import { certificateIds } from './authentication.ts'
import { Conversation } from './conversation.ts'
import { type Handshake, readHandshake } from './handshake.ts'
import { operationNames, writes } from './operations.ts'
import { connectFrame, eventFrame } from './replies.ts'
import type { ServerCore } from './server-core.ts'
import { Latency } from './stats.ts'

/** One client: its handshake, its requests in their order, and what it watches. */
export class ClientConnection implements Watcher, ConnectionView {
  readonly #server: ServerCore
  readonly #connection: Connection
  readonly #splitter: FrameSplitter
  /** Replaced by another list when one is proved, so that it can be handed on as it is. */
  ids: readonly Id[]
  readonly peer: string
  readonly host: string
  readonly localPort: number
  readonly latency = new Latency()
  readonly established: number
  heard: number
  sessionId = 0n
  timeout = 0
  received = 0
  sent = 0
  lastOperation = 'NA'
  lastCxid = 0
  lastZxid = 0n
  lastResponse = 0
  /** The first bytes, until they are known to be no four-letter word. */
  #first: Buffer | undefined = Buffer.alloc(0)
  #greeted = false
  #ready = false
  /** Frames that came before the session stood. */
  #early: Buffer[] = []
  readonly #conversation: Conversation
  #output: Buffer[] = []
  /** The server knows that there is something to flush. */
  #isDirty = false
  #closed = false
  #ending = false
  /** Why nothing is read at the moment: the peer doesn't read its answers, or there is too much to do. */
  readonly #holds = new Set<'peer' | 'throttle'>()

  constructor(server: ServerCore, connection: Connection) {
    this.#server = server
    this.#connection = connection
    this.#conversation = new Conversation(server, this)
    this.#splitter = new FrameSplitter(server.config.juteMaxBuffer)
    const { host, port } = connection.remote
    this.localPort = connection.local.port
    this.host = host.startsWith('::ffff:') ? host.slice('::ffff:'.length) : host
    this.peer = this.host.includes(':') ? `[${this.host}]:${port}` : `${this.host}:${port}`
    const proved = certificateIds(connection.peerCertificate?.(), server.config.security)
    this.ids = [{ scheme: 'ip', id: this.host }, ...proved]
    this.established = server.clock.now()
    this.heard = server.clock.elapsed()
  }

  get queued(): number {
    return this.#conversation.length
  }

  get isClosed(): boolean {
    return this.#closed
  }

  get hasSession(): boolean {
    return this.#ready
  }

  resetStats(): void {
    this.received = 0
    this.sent = 0
    this.lastOperation = 'NA'
    this.latency.reset()
  }

  /** Takes bytes from the client, lent until this returns. Whatever is wrong with them ends this connection, and nothing else. */
  receive(chunk: Buffer): void {
    if (this.#closed || this.#ending) return
    try {
      const bytes = this.#first === undefined ? chunk : this.#beginning(this.#first, chunk)
      if (bytes === undefined) return
      for (const frame of this.#splitter.push(bytes)) this.#frame(frame)
      if (this.#isThrottled) this.#hold('throttle')
    } catch (error) {
      this.abandon(error)
    }
  }

  /** Sends a watch event; it leaves before any answer that shows what it tells of. */
  notify(type: number, path: string): void {
    this.send(eventFrame(type, path))
  }

  /** Hands what was answered in this turn to the network, at once. */
  flush(): void {
    this.#isDirty = false
    if (this.#output.length > 0 && !this.#closed) {
      const parts = this.#output
      this.#output = []
      if (!this.#connection.write(parts)) this.#waitForPeer()
    }
    if (this.#holds.has('throttle') && !this.#isThrottled) this.#release('throttle')
    if (this.#ending) this.close()
  }

  /** Ends the connection; what was handed to the network still goes out. */
  close(): void {
    if (this.#closed) return
    this.#leave()
    this.#connection.end()
  }

  /** The peer is gone. */
  lost(): void {
    if (!this.#closed) this.#leave()
  }

  #leave(): void {
    this.#closed = true
    this.#conversation.clear()
    this.#early = []
    this.#server.gone(this)
  }

  /** Whatever the client did wrong costs it this connection. */
  abandon(error: unknown): void {
    const { logger } = this.#server
    const reason = error instanceof Error ? error.message : String(error)
    logger.warn(`Close of session 0x${hex(this.sessionId)}: ${reason} (${this.peer})`)
    this.close()
  }

  #waitForPeer(): void {
    this.#hold('peer')
    this.#connection.onDrain(() => this.#release('peer'))
  }

  /** It is read from again after one of its answers, so it has to wait for one. */
  get #isThrottled(): boolean {
    return this.queued > 0 && this.#server.outstanding > this.#server.config.globalOutstandingLimit
  }

  #hold(reason: 'peer' | 'throttle'): void {
    if (this.#holds.size === 0) this.#connection.pause()
    this.#holds.add(reason)
  }

  #release(reason: 'peer' | 'throttle'): void {
    if (this.#holds.delete(reason) && this.#holds.size === 0) this.#connection.resume()
  }

  /** Four letters instead of a length ask for a four-letter word. */
  #beginning(before: Buffer, chunk: Buffer): Buffer | undefined {
    const bytes = Buffer.concat([before, chunk])
    this.#first = bytes
    if (bytes.length < 4) return undefined
    this.#first = undefined
    const answer = this.#server.word(bytes.toString('latin1', 0, 4), this, bytes.subarray(4))
    if (answer === undefined) return bytes
    if (answer !== '') this.#output.push(Buffer.from(answer))
    this.finish()
    return undefined
  }

  /** Ends the connection when what was answered is sent. */
  finish(): void {
    this.#ending = true
    this.#becomeDirty()
  }

  #frame(frame: Buffer): void {
    if (this.#closed || this.#ending) return
    this.received++
    this.#server.stats.received++
    if (this.#ready) this.#take(frame)
    else if (this.#greeted) this.#early.push(Buffer.from(frame))
    else this.#greet(readHandshake(frame))
  }

  #greet(handshake: Handshake): void {
    const { config, database } = this.#server
    const { request } = handshake
    this.#greeted = true
    this.#admit(request.sessionId === 0n)
    if (this.#server.isReadOnly) this.#checkReadOnly(handshake)
    if (request.lastZxidSeen > database.lastZxid) {
      throw new MalformedError(
        `Refusing session request as it has seen zxid 0x${hex(request.lastZxidSeen)} our last zxid is 0x${hex(database.lastZxid)} client must try another server`,
      )
    }
    this.timeout = Math.min(Math.max(request.timeOut, config.minSessionTimeout), config.maxSessionTimeout)
    if (request.sessionId === 0n) this.#createSession(handshake)
    else this.#renewSession(handshake)
  }

  /** Only who can do with old answers is served, and no session that the ensemble keeps. */
  #checkReadOnly({ request, canBeReadOnly }: Handshake): void {
    if (!canBeReadOnly) throw new MalformedError('Refusing session request for not-read-only client')
    if (this.#server.database.sessions.has(request.sessionId)) {
      throw new MalformedError('Refusing global session reconnection in RO mode')
    }
  }

  #admit(isNew: boolean): void {
    const { connectionThrottle, clock, stats } = this.#server
    if (!connectionThrottle.admits(isNew, clock.elapsed())) {
      stats.connectionsRejected++
      throw new Error('Too many sessions are asked for')
    }
    stats.sessionRequests++
    if (!isNew) stats.revalidations++
  }

  #renewSession(handshake: Handshake): void {
    const { sessionId, passwd } = handshake.request
    if (!isPasswordOf(sessionId, passwd)) {
      this.#refuseSession(handshake)
      return
    }
    this.#server.sessions.renew(sessionId, this.timeout, (isAlive) => {
      if (this.#closed) return
      if (isAlive) this.#established(sessionId, handshake)
      else this.#refuseSession(handshake)
    })
  }

  #createSession(handshake: Handshake): void {
    const { sessions, clock } = this.#server
    const id = sessions.newId()
    sessions.begin(id, this.timeout)
    const body = Buffer.alloc(4)
    body.writeInt32BE(this.timeout)
    const request = {
      sessionId: id,
      cxid: 0,
      type: opCode.createSession,
      body,
      ids: this.ids,
      arrived: clock.elapsed(),
    }
    this.#server.submit(request, () => {
      if (!this.#closed) this.#established(id, handshake)
    })
  }

  #established(id: bigint, { knowsReadOnly }: Handshake): void {
    this.sessionId = id
    this.#ready = true
    this.lastOperation = 'SESS'
    this.#server.adopt(id, this)
    const response = { protocolVersion: 0, timeOut: this.timeout, sessionId: id, passwd: sessionPassword(id) }
    this.send(connectFrame(response, knowsReadOnly ? this.#server.isReadOnly : undefined))
    const early = this.#early
    this.#early = []
    try {
      for (const frame of early) this.#take(frame)
    } catch (error) {
      this.abandon(error)
    }
  }

  /** The session is over, or belongs to someone else. */
  #refuseSession({ knowsReadOnly }: Handshake): void {
    const response = { protocolVersion: 0, timeOut: 0, sessionId: 0n, passwd: Buffer.alloc(16) }
    this.send(connectFrame(response, knowsReadOnly ? false : undefined))
    this.finish()
  }

  #take(frame: Buffer): void {
    if (!this.#closed && !this.#ending) this.#conversation.take(frame)
  }

  addId(id: Id): void {
    const isKnown = this.ids.some((known) => known.scheme === id.scheme && known.id === id.id)
    if (!isKnown) this.ids = [...this.ids, id]
  }

  /** Notes what `cons` and `mntr` show of the answered request. */
  answered(request: Request, zxid: bigint): void {
    const { clock, stats } = this.#server
    const now = clock.elapsed()
    const took = now - request.arrived
    stats.latency.add(took)
    this.latency.add(took)
    if (request.type === opCode.ping) return
    if (writes.has(request.type)) stats.updateLatency.add(took)
    else stats.readLatency.add(took)
    this.lastOperation = operationNames.get(request.type) ?? 'NA'
    this.lastCxid = request.cxid
    this.lastZxid = zxid
    this.lastResponse = Math.trunc(now)
  }

  /** Sends a frame when the turn is over. */
  send(frame: Buffer): void {
    if (this.#closed) return
    this.#output.push(frame)
    this.sent++
    const { stats } = this.#server
    stats.sent++
    stats.responseBytes += frame.length
    this.#becomeDirty()
  }

  #becomeDirty(): void {
    if (this.#isDirty) return
    this.#isDirty = true
    this.#server.dirty(this)
  }
}

function hex(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16)
}
