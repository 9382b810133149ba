import { errorCode, ZooKeeperError } from '../../wire/jute/errors.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import { RequestHeader } from '../../wire/jute/session.ts'
import { decodeJute, MalformedError, type Writer } from '../../wire/schema/index.ts'
import { multiRead, writeMultiResult } from '../processors/multi-read.ts'
import { type Read, reads } from '../processors/reads.ts'
import type { Request } from '../processors/request.ts'
import { writeWriteResult } from '../processors/write-results.ts'
import type { TxnResult } from '../tree/apply.ts'
import type { TxnEntry } from '../tree/txn.ts'
import type { ClientConnection } from './client-connection.ts'
import { Identification } from './identification.ts'
import type { Throttled } from './limits/request-throttle.ts'
import { writes } from './operations.ts'
import { replyFrame } from './replies.ts'
import type { ServerCore } from './server-core.ts'

/** A request whose turn to be answered has not come. */
interface Queued {
  /** Undefined while a change is on its way to the disk. */
  answer: (() => void) | undefined
  /** Bytes to give back when it is answered. */
  readonly large: number
}

const headerSize = 8
/** A frame's length before its content. */
const lengthSize = 4

/** Carried out however long they waited. */
const unrefusable: ReadonlySet<number> = new Set([opCode.ping, opCode.closeSession])

/** The requests of one session's connection: carried out, and answered in the order in which they came. */
export class Conversation {
  readonly #server: ServerCore
  readonly #client: ClientConnection
  readonly #identification: Identification
  #queue: Queued[] = []

  constructor(server: ServerCore, client: ClientConnection) {
    this.#server = server
    this.#client = client
    this.#identification = new Identification(server, client)
  }

  /** Requests that wait for their answer. */
  get length(): number {
    return this.#queue.length
  }

  /** Forgets them: nobody is there any more to be answered. */
  clear(): void {
    for (const { large } of this.#queue) this.#server.largeRequests.release(large)
    this.#queue = []
  }

  /**
   * @param frame lent until this returns: what has to wait is copied
   * @throws MalformedError
   */
  take(frame: Buffer): void {
    const { sessions, clock } = this.#server
    const { sessionId, timeout, ids } = this.#client
    const { xid, type } = decodeJute(RequestHeader, frame)
    const arrived = clock.elapsed()
    this.#client.heard = arrived
    sessions.touch(sessionId, timeout)
    const request = { sessionId, cxid: xid, type, body: frame.subarray(headerSize), ids, arrived }
    if (type === opCode.auth) this.#identification.auth(request)
    else if (type === opCode.sasl) this.#identification.sasl(request)
    else if (!this.#identification.suffices) this.#identification.turnAway(xid)
    else if (this.#server.requestThrottle.isOpen) this.#carryOut(request)
    else this.#server.requestThrottle.wait(this.#throttled(kept(request)))
  }

  #throttled(request: Request): Throttled {
    const client = this.#client
    return {
      arrived: request.arrived,
      timeout: client.timeout,
      get isConnected() {
        return !client.isClosed
      },
      carryOut: () => this.#carryOutLate(request),
      refuse: () => (unrefusable.has(request.type) ? this.#carryOutLate(request) : this.#refuse(request)),
      drop: () => client.close(),
    }
  }

  /** What is wrong with it costs its own client the connection, not the one that is heard now. */
  #carryOutLate(request: Request): void {
    try {
      if (!this.#client.isClosed) this.#carryOut(request)
    } catch (error) {
      this.#client.abandon(error)
    }
  }

  #carryOut(request: Request): void {
    if (writes.has(request.type)) this.#write(request)
    else if (request.type === opCode.sync) this.#sync(request)
    else this.#read(request)
  }

  /** In its turn, as if it were answered. */
  #refuse(request: Request): void {
    const answer = () => this.#reply(request, errorCode('throttledOp'), undefined)
    if (this.#queue.length === 0) answer()
    else this.#queue.push({ answer, large: 0 })
  }

  #write(request: Request): void {
    const queued: Queued = { answer: undefined, large: this.#admitted(request) }
    this.#queue.push(queued)
    const asked = request.type === opCode.multi ? kept(request) : request
    this.#server.submit(asked, (entry, result) => {
      queued.answer = () => this.#answerWrite(asked, entry, result)
      this.#drain()
    })
  }

  #sync(request: Request): void {
    if (this.#server.isReadOnly) {
      this.#reply(request, errorCode('notReadOnly'), undefined)
      return
    }
    const asked = kept(request)
    const queued: Queued = { answer: undefined, large: 0 }
    this.#queue.push(queued)
    this.#server.sync(() => {
      queued.answer = () => this.#answerRead(asked)
      this.#drain()
    })
  }

  /** A read is answered at once, unless changes of this client come first. */
  #read(request: Request): void {
    this.#server.largeRequests.release(this.#admitted(request))
    if (this.#queue.length === 0) this.#answerRead(request)
    else {
      const asked = kept(request)
      this.#queue.push({ answer: () => this.#answerRead(asked), large: 0 })
    }
  }

  /** @throws LargeRequestError */
  #admitted({ body }: Request): number {
    try {
      return this.#server.largeRequests.admit(body.length)
    } catch (error) {
      this.#server.stats.largeRequestsRejected++
      throw error
    }
  }

  #drain(): void {
    try {
      for (let next = this.#queue[0]; next?.answer !== undefined; next = this.#queue[0]) {
        this.#queue.shift()
        this.#server.largeRequests.release(next.large)
        next.answer()
      }
    } catch (error) {
      this.#client.abandon(error)
    }
  }

  #answerWrite(request: Request, { txn }: TxnEntry, result: TxnResult): void {
    if (result.err === errorCode('sessionMoved')) {
      // The client is at another server by now: an answer, also to what it asked after this, would only confuse whoever is still here.
      this.clear()
      this.#client.finish()
      return
    }
    const isFailedMulti = txn.kind === 'multi' && result.err !== 0
    const err = isFailedMulti ? 0 : result.err
    this.#reply(request, err, (writer) => {
      if (txn.kind === 'multi') writeMultiResult(request.body, result.multi ?? [], isFailedMulti, writer)
      else writeWriteResult(request.type, result, writer)
    })
    if (request.type === opCode.closeSession) this.#client.finish()
  }

  #answerRead(request: Request): void {
    const { type } = request
    const read = type === opCode.multiRead ? multiRead : reads.get(type)
    if (type === opCode.ping) this.#reply(request, 0, undefined)
    else if (read === undefined) this.#answerUnknown(request)
    else this.#perform(request, read)
  }

  #perform(request: Request, read: Read): void {
    const reading = {
      sessionId: this.#client.sessionId,
      ids: this.#client.ids,
      watcher: this.#client,
      body: request.body,
    }
    try {
      this.#reply(request, 0, (writer) => read(this.#server.reads, reading, writer))
    } catch (error) {
      this.#reply(request, errorOf(error), undefined)
    }
  }

  #answerUnknown({ cxid }: Request): void {
    this.#client.send(replyFrame({ xid: cxid, zxid: -1n, err: errorCode('unimplemented') }))
    this.#client.finish()
  }

  #reply(request: Request, err: number, body: ((writer: Writer) => void) | undefined): void {
    const { database } = this.#server
    const frame = replyFrame({ xid: request.cxid, zxid: database.lastZxid, err }, err === 0 ? body : undefined)
    this.#client.send(frame)
    this.#server.stats.responses.add(frame.length - lengthSize)
    this.#client.answered(request, database.lastZxid)
  }
}

/** With a body of its own, for as long as it takes. */
function kept(request: Request): Request {
  return { ...request, body: Buffer.from(request.body) }
}

function errorOf(error: unknown): number {
  if (error instanceof ZooKeeperError) return error.code
  if (error instanceof MalformedError) return errorCode('marshallingError')
  throw error
}
