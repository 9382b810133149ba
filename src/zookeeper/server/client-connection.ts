import { FrameSplitter } from '../../net/frames.ts'
import type { Connection } from '../../net/transport.ts'
import type { Id } from '../../wire/jute/data.ts'
import { errorCode, ZooKeeperError } from '../../wire/jute/errors.ts'
import { opCode, specialXid } from '../../wire/jute/op-codes.ts'
import { RequestHeader } from '../../wire/jute/session.ts'
import { decodeJute, MalformedError, type Writer } from '../../wire/schema/index.ts'
import { multiRead, writeMultiResult } from '../processors/multi-read.ts'
import { type Read, reads } from '../processors/reads.ts'
import type { Request } from '../processors/request.ts'
import { writeWriteResult } from '../processors/write-results.ts'
import { sessionPassword } from '../session/password.ts'
import type { TxnResult } from '../tree/apply.ts'
import type { TxnEntry } from '../tree/txn.ts'
import type { Watcher } from '../tree/watches.ts'
import type { ConnectionView } from '../words/word.ts'
import { authenticate } from './authentication.ts'
import { type Handshake, readHandshake } from './handshake.ts'
import { operationNames, writes } from './operations.ts'
import { connectFrame, eventFrame, replyFrame } from './replies.ts'
import type { ServerCore } from './server-core.ts'
import { Latency } from './stats.ts'

/** A request whose turn to be answered has not come. */
interface Queued {
  /** Undefined while a change is on its way to the disk. */
  answer: (() => void) | undefined
}

const headerSize = 8

/** One client: its handshake, its requests in their order, and what it watches. */
export class ClientConnection implements Watcher, ConnectionView {
  readonly #server: ServerCore
  readonly #connection: Connection
  readonly #splitter: FrameSplitter
  readonly ids: Id[]
  readonly peer: string
  readonly host: string
  readonly latency = new Latency()
  readonly established: number
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
  #queue: Queued[] = []
  #output: Buffer[] = []
  #closed = false
  #ending = false

  constructor(server: ServerCore, connection: Connection) {
    this.#server = server
    this.#connection = connection
    this.#splitter = new FrameSplitter(server.config.juteMaxBuffer)
    const { host, port } = connection.remote
    this.host = host.startsWith('::ffff:') ? host.slice('::ffff:'.length) : host
    this.peer = this.host.includes(':') ? `[${this.host}]:${port}` : `${this.host}:${port}`
    this.ids = [{ scheme: 'ip', id: this.host }]
    this.established = server.clock.now()
  }

  get queued(): number {
    return this.#queue.length
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

  /** Takes bytes from the client. Whatever is wrong with them ends this connection, and nothing else. */
  receive(chunk: Buffer): void {
    if (this.#closed || this.#ending) return
    try {
      const bytes = this.#first === undefined ? chunk : this.#beginning(this.#first, chunk)
      if (bytes === undefined) return
      for (const frame of this.#splitter.push(bytes)) this.#frame(frame)
    } catch (error) {
      this.#abandon(error)
    }
  }

  /** Sends a watch event; it leaves before any answer that shows what it tells of. */
  notify(type: number, path: string): void {
    this.#send(eventFrame(type, path))
  }

  /** Hands what was answered in this turn to the network, at once. */
  flush(): void {
    if (this.#output.length > 0 && !this.#closed) {
      const parts = this.#output
      this.#output = []
      if (!this.#connection.write(parts)) this.#waitForPeer()
    }
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
    this.#queue = []
    this.#early = []
    this.#server.gone(this)
  }

  #abandon(error: unknown): void {
    const { logger } = this.#server
    const reason = error instanceof Error ? error.message : String(error)
    logger.warn(`Close of session 0x${hex(this.sessionId)}: ${reason} (${this.peer})`)
    this.close()
  }

  #waitForPeer(): void {
    this.#connection.pause()
    this.#connection.onDrain(() => this.#connection.resume())
  }

  /** Four letters instead of a length ask for a four-letter word. */
  #beginning(before: Buffer, chunk: Buffer): Buffer | undefined {
    const bytes = Buffer.concat([before, chunk])
    this.#first = bytes
    if (bytes.length < 4) return undefined
    this.#first = undefined
    const answer = this.#server.word(bytes.toString('latin1', 0, 4), this)
    if (answer === undefined) return bytes
    this.#output.push(Buffer.from(answer))
    this.#finish()
    return undefined
  }

  /** Ends the connection when what was answered is sent. */
  #finish(): void {
    this.#ending = true
    this.#server.dirty(this)
  }

  #frame(frame: Buffer): void {
    if (this.#closed || this.#ending) return
    this.received++
    this.#server.stats.received++
    if (this.#ready) this.#request(frame)
    else if (this.#greeted) this.#early.push(frame)
    else this.#greet(readHandshake(frame))
  }

  #greet(handshake: Handshake): void {
    const { config, database } = this.#server
    const { request } = handshake
    this.#greeted = true
    if (request.lastZxidSeen > database.lastZxid) {
      throw new MalformedError(
        `Refusing session request as it has seen zxid 0x${hex(request.lastZxidSeen)} our last zxid is 0x${hex(database.lastZxid)} client must try another server`,
      )
    }
    this.timeout = Math.min(Math.max(request.timeOut, config.minSessionTimeout), config.maxSessionTimeout)
    if (request.sessionId === 0n) this.#createSession(handshake)
    else this.#renewSession(handshake)
  }

  #renewSession(handshake: Handshake): void {
    const { sessions, clock } = this.#server
    const { request } = handshake
    const password = sessionPassword(request.sessionId)
    const renewed =
      request.passwd !== null &&
      password.equals(request.passwd) &&
      sessions.touch(request.sessionId, this.timeout, clock.elapsed())
    if (renewed) this.#established(request.sessionId, handshake)
    else this.#refuseSession(handshake)
  }

  #createSession(handshake: Handshake): void {
    const { sessions, clock } = this.#server
    const id = sessions.newId()
    sessions.track(id, this.timeout, clock.elapsed())
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
    this.#send(connectFrame(response, knowsReadOnly ? false : undefined))
    const early = this.#early
    this.#early = []
    try {
      for (const frame of early) this.#request(frame)
    } catch (error) {
      this.#abandon(error)
    }
  }

  /** The session is over, or belongs to someone else. */
  #refuseSession({ knowsReadOnly }: Handshake): void {
    const response = { protocolVersion: 0, timeOut: 0, sessionId: 0n, passwd: Buffer.alloc(16) }
    this.#send(connectFrame(response, knowsReadOnly ? false : undefined))
    this.#finish()
  }

  #request(frame: Buffer): void {
    if (this.#closed || this.#ending) return
    const { sessions, clock } = this.#server
    const { xid, type } = decodeJute(RequestHeader, frame)
    const arrived = clock.elapsed()
    sessions.touch(this.sessionId, this.timeout, arrived)
    const { sessionId, ids } = this
    const request = { sessionId, cxid: xid, type, body: frame.subarray(headerSize), ids, arrived }
    if (type === opCode.auth) this.#auth(request)
    else if (writes.has(type)) this.#write(request)
    else if (type === opCode.sync) this.#sync(request)
    else this.#read(request)
  }

  #auth(request: Request): void {
    const proved = authenticate(request.body, this.#server.config.superDigest)
    const err = proved === undefined ? errorCode('authFailed') : 0
    for (const id of proved ?? []) {
      if (!this.ids.some((known) => known.scheme === id.scheme && known.id === id.id)) this.ids.push(id)
    }
    this.#send(replyFrame({ xid: specialXid.auth, zxid: 0n, err }))
    if (proved === undefined) this.#finish()
  }

  #write(request: Request): void {
    const queued: Queued = { answer: undefined }
    this.#queue.push(queued)
    this.#server.submit({ ...request, ids: [...this.ids] }, (entry, result) => {
      queued.answer = () => this.#answerWrite(request, entry, result)
      this.#drain()
    })
  }

  #sync(request: Request): void {
    const queued: Queued = { answer: undefined }
    this.#queue.push(queued)
    this.#server.barrier(() => {
      queued.answer = () => this.#answerRead(request)
      this.#drain()
    })
  }

  /** A read is answered at once, unless changes of this client come first. */
  #read(request: Request): void {
    if (this.#queue.length === 0) this.#answerRead(request)
    else this.#queue.push({ answer: () => this.#answerRead(request) })
  }

  #drain(): void {
    try {
      for (let next = this.#queue[0]; next?.answer !== undefined; next = this.#queue[0]) {
        this.#queue.shift()
        next.answer()
      }
    } catch (error) {
      this.#abandon(error)
    }
  }

  #answerWrite(request: Request, { txn }: TxnEntry, result: TxnResult): void {
    const isFailedMulti = txn.kind === 'multi' && result.err !== 0
    const err = isFailedMulti ? 0 : result.err
    this.#reply(request, err, (writer) => {
      if (txn.kind === 'multi') writeMultiResult(request.body, result.multi ?? [], isFailedMulti, writer)
      else writeWriteResult(request.type, result, writer)
    })
    if (request.type === opCode.closeSession) this.#finish()
  }

  #answerRead(request: Request): void {
    const { type } = request
    const read = type === opCode.multiRead ? multiRead : reads.get(type)
    if (type === opCode.ping) this.#reply(request, 0, undefined)
    else if (read === undefined) this.#answerUnknown(request)
    else this.#perform(request, read)
  }

  #perform(request: Request, read: Read): void {
    const reading = { sessionId: this.sessionId, ids: this.ids, watcher: this, body: request.body }
    try {
      this.#reply(request, 0, (writer) => read(this.#server.reads, reading, writer))
    } catch (error) {
      this.#reply(request, errorOf(error), undefined)
    }
  }

  #answerUnknown({ cxid }: Request): void {
    this.#send(replyFrame({ xid: cxid, zxid: -1n, err: errorCode('unimplemented') }))
    this.#finish()
  }

  #reply(request: Request, err: number, body: ((writer: Writer) => void) | undefined): void {
    const { database } = this.#server
    const frame = replyFrame({ xid: request.cxid, zxid: database.lastZxid, err }, err === 0 ? body : undefined)
    this.#send(frame)
    this.#measure(request, database.lastZxid)
  }

  #measure(request: Request, zxid: bigint): void {
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

  #send(frame: Buffer): void {
    if (this.#closed) return
    this.#output.push(frame)
    this.sent++
    this.#server.stats.sent++
    this.#server.dirty(this)
  }
}

function errorOf(error: unknown): number {
  if (error instanceof ZooKeeperError) return error.code
  if (error instanceof MalformedError) return errorCode('marshallingError')
  throw error
}

function hex(value: bigint): string {
  return BigInt.asUintN(64, value).toString(16)
}
