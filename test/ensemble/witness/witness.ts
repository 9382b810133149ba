import { FrameSplitter } from '../../../src/net/frames.ts'
import type { Connection, Transport } from '../../../src/net/transport.ts'
import { opCode, specialXid } from '../../../src/wire/jute/op-codes.ts'
import { SetWatches2 } from '../../../src/wire/jute/requests.ts'
import { WatcherEvent } from '../../../src/wire/jute/responses.ts'
import { ConnectRequest, ConnectResponse, ReplyHeader, RequestHeader } from '../../../src/wire/jute/session.ts'
import { Reader, readJute } from '../../../src/wire/schema/index.ts'
import { type History, hex, type SessionRecord } from '../history.ts'
import { readAsked, readTold } from './decode.ts'
import type { Exchange } from './exchange.ts'

const longestFrame = 16 * 1024 * 1024

/** The transport of a client, with someone who writes down what goes over it. */
export function witnessed(transport: Transport, history: History, client: string): Transport {
  return {
    ...transport,
    async connect(address, options) {
      const connection = await transport.connect(address, options)
      return listenIn(connection, new Witness(history, client, address.host))
    },
  }
}

function listenIn(connection: Connection, witness: Witness): Connection {
  return {
    local: connection.local,
    remote: connection.remote,
    onData: (handler) =>
      connection.onData((chunk) => {
        witness.received(chunk)
        handler(chunk)
      }),
    onBytes: (handler) =>
      connection.onBytes((chunk) => {
        witness.received(chunk)
        handler(chunk)
      }),
    onClose: (handler) => connection.onClose(handler),
    write(parts) {
      for (const part of parts) if (part instanceof Uint8Array) witness.sent(Buffer.from(part))
      return connection.write(parts)
    },
    onDrain: (handler) => connection.onDrain(handler),
    pause: () => connection.pause(),
    resume: () => connection.resume(),
    end: () => connection.end(),
    destroy: (error) => connection.destroy(error),
  }
}

/** One connection of a client. */
class Witness {
  readonly #history: History
  readonly #client: string
  readonly #server: string
  readonly #connection: number
  readonly #outgoing = new FrameSplitter(longestFrame)
  readonly #incoming = new FrameSplitter(longestFrame)
  #isGreeted = false
  #session: SessionRecord | undefined
  #asked: { sessionId: bigint } | undefined
  /** Sent before a new session's id was known. */
  #early: Exchange[] = []
  readonly #unanswered: Exchange[] = []

  constructor(history: History, client: string, server: string) {
    this.#history = history
    this.#client = client
    this.#server = server
    this.#connection = history.next()
  }

  sent(bytes: Buffer): void {
    for (const frame of this.#outgoing.push(bytes)) this.#frameSent(frame)
  }

  received(bytes: Buffer): void {
    for (const frame of this.#incoming.push(Buffer.from(bytes))) this.#frameReceived(frame)
  }

  #frameSent(frame: Buffer): void {
    const reader = new Reader(frame)
    if (this.#asked === undefined) {
      this.#asked = readJute(ConnectRequest, reader)
      return
    }
    const { xid, type } = readJute(RequestHeader, reader)
    if (xid === specialXid.setWatches && type === opCode.setWatches2) this.#rearmed(reader, this.#asked.sessionId)
    if (xid < 0) return
    const exchange: Exchange = {
      client: this.#client,
      sessionId: this.#session?.id ?? this.#asked.sessionId,
      connection: this.#connection,
      server: this.#server,
      xid,
      asked: readAsked(type, reader),
      sent: this.#history.next(),
      sentAt: this.#history.now(),
      answered: Number.POSITIVE_INFINITY,
      zxid: 0n,
      err: 0,
      told: {},
    }
    this.#unanswered.push(exchange)
    this.#history.tell(this.#client, () => `asks ${this.#server} as ${xid}: ${JSON.stringify(exchange.asked)}`)
    this.#history.exchanges.push(exchange)
    if (exchange.sessionId === 0n) this.#early.push(exchange)
    else this.#history.session(exchange.sessionId, this.#client).exchanges.push(exchange)
  }

  #rearmed(reader: Reader, sessionId: bigint): void {
    const { dataWatches, existWatches, childWatches } = readJute(SetWatches2, reader)
    const session = this.#history.session(sessionId, this.#client)
    session.heard.push({ nodes: [...dataWatches, ...existWatches], children: childWatches })
  }

  #frameReceived(frame: Buffer): void {
    const reader = new Reader(frame)
    if (!this.#isGreeted) {
      this.#isGreeted = true
      this.#greeted(readJute(ConnectResponse, reader))
      return
    }
    const header = readJute(ReplyHeader, reader)
    if (header.xid >= 0) this.#answered(header, reader)
    else if (header.xid === specialXid.event) {
      const { type, path } = readJute(WatcherEvent, reader)
      this.#session?.heard.push({ event: type, path })
      this.#history.tell(this.#client, () => `hears from ${this.#server} of event ${type} at ${path}`)
    } else if (header.xid === specialXid.setWatches && header.err !== 0) {
      this.#history.violate('watch', `${this.#client} could not set its watches again: ${header.err}`)
    }
  }

  #greeted({ timeOut, sessionId }: ConnectResponse): void {
    const before = this.#asked?.sessionId ?? 0n
    if (timeOut <= 0) {
      const session = this.#history.session(before, this.#client)
      session.expiredAt = Math.min(session.expiredAt, this.#history.now())
      return
    }
    if (before !== 0n && before !== sessionId) {
      this.#history.violate('session', `${hex(before)} came back as ${hex(sessionId)}`)
    }
    if (before === 0n && this.#history.sessions.has(sessionId)) {
      this.#history.violate('session', `${hex(sessionId)} was given to ${this.#client}, and to someone else before`)
    }
    const session = this.#history.session(sessionId, this.#client)
    if (session.expiredAt < this.#history.now()) {
      this.#history.violate('session', `${hex(sessionId)} lives again after it was said to be over`)
    }
    this.#session = session
    for (const exchange of this.#early.splice(0)) {
      exchange.sessionId = sessionId
      session.exchanges.push(exchange)
    }
  }

  #answered({ xid, zxid, err }: ReplyHeader, reader: Reader): void {
    const exchange = this.#unanswered.shift()
    const session = this.#session
    if (exchange === undefined || session === undefined || exchange.xid !== xid) {
      this.#history.violate('not in order', `${this.#client} got an answer to ${xid}, not to ${exchange?.xid}`)
      return
    }
    exchange.answered = this.#history.next()
    exchange.zxid = zxid
    session.heard.push(exchange)
    this.#history.tell(this.#client, () => `has answer ${xid} from ${this.#server}: ${err}, ${hex(zxid)}`)
    if (err !== 0) exchange.err = err
    else Object.assign(exchange, readTold(exchange.asked, reader))
    if (zxid < session.seen) {
      const text = `${this.#client} saw ${hex(session.seen)}, then ${hex(zxid)} at ${this.#server}`
      this.#history.violate('went back', text)
    }
    if (zxid > session.seen) session.seen = zxid
  }
}
