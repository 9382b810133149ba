import { FrameSplitter } from '../../../src/net/frames.ts'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Connection, Transport } from '../../../src/net/transport.ts'
import { openAcl } from '../../../src/wire/jute/data.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import { CreateRequest, DeleteRequest, GetDataRequest, SetDataRequest } from '../../../src/wire/jute/requests.ts'
import { CreateResponse, GetDataResponse, WatcherEvent } from '../../../src/wire/jute/responses.ts'
import { ConnectRequest, ConnectResponse, ReplyHeader, RequestHeader } from '../../../src/wire/jute/session.ts'
import {
  decodeJute,
  type InputOf,
  type JuteRecord,
  Reader,
  readJute,
  Writer,
  writeJute,
} from '../../../src/wire/schema/index.ts'

/** An answer: its header, and a reader that stands before its body. */
export interface Reply {
  readonly header: ReplyHeader
  readonly body: Reader
}

export interface SessionWish {
  sessionId?: bigint
  passwd?: Buffer
  timeOut?: number
  lastZxidSeen?: bigint
  /** It can do with a server that only reads. */
  readOnly?: boolean
}

/** A client of few lines, so that the server's tests depend on nothing but the wire. */
export class RawClient {
  readonly connection: Connection
  /** Watch events in the order of their arrival, with the number of replies that came before each. */
  readonly events: { type: number; path: string; repliesBefore: number }[] = []
  readonly closed: Promise<void>
  session: ConnectResponse = { protocolVersion: 0, timeOut: 0, sessionId: 0n, passwd: Buffer.alloc(16) }
  #splitter = new FrameSplitter(1 << 26)
  #greeting: ((frame: Buffer) => void) | undefined
  #replies = 0
  #isClosed = false
  #waiting: { xid: number; resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = []
  #xid = 0

  private constructor(connection: Connection) {
    this.connection = connection
    connection.onData((chunk) => {
      for (const frame of this.#splitter.push(chunk)) this.#frame(frame)
    })
    this.closed = new Promise((resolve) =>
      connection.onClose(() => {
        this.#isClosed = true
        for (const { reject } of this.#waiting.splice(0)) reject(new Error('connection closed'))
        this.#greeting?.(Buffer.alloc(0))
        resolve()
      }),
    )
  }

  static async open(port: number, transport: Transport = tcpTransport): Promise<RawClient> {
    return new RawClient(await transport.connect({ host: '127.0.0.1', port }, { timeoutMs: 5000 }))
  }

  /** Connects and asks for a session; `session.sessionId` stays 0n when there is none. */
  static async connect(port: number, wish: SessionWish = {}, transport?: Transport): Promise<RawClient> {
    const client = await RawClient.open(port, transport)
    await client.greet(wish)
    return client
  }

  /** Asks for a session; requests may be sent without waiting for it. */
  greet(wish: SessionWish): Promise<void> {
    this.#sendConnect(wish)
    return new Promise((resolve) => {
      this.#greeting = (frame) => {
        this.#greeting = undefined
        if (frame.length > 0) this.session = decodeJute(ConnectResponse, frame)
        resolve()
      }
      if (this.#isClosed) resolve()
    })
  }

  #sendConnect(wish: SessionWish): void {
    const { sessionId = 0n, passwd = Buffer.alloc(16), timeOut = 10_000, lastZxidSeen = 0n, readOnly = false } = wish
    const writer = new Writer()
    writer.int32(0)
    writeJute(ConnectRequest, writer, { protocolVersion: 0, lastZxidSeen, timeOut, sessionId, passwd })
    writer.boolean(readOnly)
    this.connection.write(writer.finishFrame())
  }

  raw(bytes: Uint8Array): void {
    this.connection.write([bytes])
  }

  /** Sends a request; resolves with its answer, whatever its error. */
  send(type: number, body: Buffer = Buffer.alloc(0), xid = ++this.#xid): Promise<Reply> {
    const writer = new Writer()
    writer.int32(0)
    writeJute(RequestHeader, writer, { xid, type })
    writer.raw(body)
    this.connection.write(writer.finishFrame())
    if (this.#isClosed) return Promise.reject(new Error('connection closed'))
    return new Promise((resolve, reject) => this.#waiting.push({ xid, resolve, reject }))
  }

  request<R extends JuteRecord>(type: number, record: R, value: InputOf<R>): Promise<Reply> {
    const writer = new Writer()
    writeJute(record, writer, value)
    return this.send(type, writer.finishBytes())
  }

  /** The error code, or the path that was made. */
  async create(path: string, data: string | null = '', flags = 0): Promise<number | string> {
    const bytes = data === null ? null : Buffer.from(data)
    const reply = await this.request(opCode.create, CreateRequest, { path, data: bytes, acl: openAcl, flags })
    return reply.header.err === 0 ? readJute(CreateResponse, reply.body).path : reply.header.err
  }

  async set(path: string, data: string, version = -1): Promise<number> {
    return (await this.request(opCode.setData, SetDataRequest, { path, data: Buffer.from(data), version })).header.err
  }

  async delete(path: string, version = -1): Promise<number> {
    return (await this.request(opCode.delete, DeleteRequest, { path, version })).header.err
  }

  /** The data and stat, or the error code. */
  async get(path: string, watch = false) {
    const reply = await this.request(opCode.getData, GetDataRequest, { path, watch })
    return reply.header.err === 0 ? readJute(GetDataResponse, reply.body) : reply.header.err
  }

  async text(path: string): Promise<string | null | number> {
    const got = await this.get(path)
    return typeof got === 'number' ? got : (got.data?.toString() ?? null)
  }

  async exists(path: string, watch = false): Promise<boolean> {
    return (await this.request(opCode.exists, GetDataRequest, { path, watch })).header.err === 0
  }

  destroy(): void {
    this.connection.destroy()
  }

  #frame(frame: Buffer): void {
    if (this.#greeting !== undefined) this.#greeting(frame)
    else this.#message(new Reader(frame))
  }

  #message(body: Reader): void {
    const header = readJute(ReplyHeader, body)
    if (header.xid === -1) this.#event(body)
    else this.#answer(header, body)
  }

  #answer(header: ReplyHeader, body: Reader): void {
    const index = this.#waiting.findIndex(({ xid }) => xid === header.xid)
    const [waiting] = this.#waiting.splice(index, 1)
    if (header.xid > 0 && index !== 0) throw new Error(`reply ${header.xid} out of order`)
    this.#replies++
    waiting?.resolve({ header, body })
  }

  #event(body: Reader): void {
    const { type, path } = readJute(WatcherEvent, body)
    this.events.push({ type, path, repliesBefore: this.#replies })
  }
}
