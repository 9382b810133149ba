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
import { writes } from './operations.ts'
import { replyFrame } from './replies.ts'
import type { ServerCore } from './server-core.ts'

/** A request whose turn to be answered has not come. */
interface Queued {
  /** Undefined while a change is on its way to the disk. */
  answer: (() => void) | undefined
}

const headerSize = 8

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
    this.#queue = []
  }

  /** @throws MalformedError */
  take(frame: Buffer): void {
    const { sessions, clock } = this.#server
    const { sessionId, timeout, ids } = this.#client
    const { xid, type } = decodeJute(RequestHeader, frame)
    const arrived = clock.elapsed()
    sessions.touch(sessionId, timeout)
    const request = { sessionId, cxid: xid, type, body: frame.subarray(headerSize), ids, arrived }
    if (type === opCode.auth) this.#identification.auth(request)
    else if (type === opCode.sasl) this.#identification.sasl(request)
    else if (!this.#identification.suffices) this.#identification.turnAway(xid)
    else if (writes.has(type)) this.#write(request)
    else if (type === opCode.sync) this.#sync(request)
    else this.#read(request)
  }

  #write(request: Request): void {
    const queued: Queued = { answer: undefined }
    this.#queue.push(queued)
    this.#server.submit({ ...request, ids: [...this.#client.ids] }, (entry, result) => {
      queued.answer = () => this.#answerWrite(request, entry, result)
      this.#drain()
    })
  }

  #sync(request: Request): void {
    const queued: Queued = { answer: undefined }
    this.#queue.push(queued)
    this.#server.sync(() => {
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
      this.#client.abandon(error)
    }
  }

  #answerWrite(request: Request, { txn }: TxnEntry, result: TxnResult): void {
    if (result.err === errorCode('sessionMoved')) {
      // The client is at another server by now: an answer would only confuse whoever is still here.
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
    this.#client.answered(request, database.lastZxid)
  }
}

function errorOf(error: unknown): number {
  if (error instanceof ZooKeeperError) return error.code
  if (error instanceof MalformedError) return errorCode('marshallingError')
  throw error
}
