import type { Transport } from '../../../src/net/transport.ts'
import { opCode } from '../../../src/wire/jute/op-codes.ts'
import { AuthPacket, ExistsRequest, MultiHeader } from '../../../src/wire/jute/requests.ts'
import { ErrorResponse } from '../../../src/wire/jute/responses.ts'
import {
  encodeJute,
  type InputOf,
  type JuteRecord,
  type Reader,
  readJute,
  Writer,
  writeJute,
} from '../../../src/wire/schema/index.ts'
import { RawClient, type Reply, type SessionWish } from '../server/raw-client.ts'

/** One operation of a multi: its op code, its request, and how its result is read. */
export interface Part {
  readonly type: number
  readonly bytes: Buffer
  readonly answer: JuteRecord | undefined
}

export function part<R extends JuteRecord>(type: number, record: R, value: InputOf<R>, answer?: JuteRecord): Part {
  return { type, bytes: encodeJute(record, value), answer }
}

/** Sessions outlive the dialogue, where the server's settings let them: the end of one is a change, and has a zxid. */
const longLived: SessionWish = { timeOut: 600_000 }

/** Asks a server, and notes every answer in a form in which two servers' answers can be compared. */
export class ZooKeeperDialogue {
  readonly said: string[] = []
  readonly #port: number
  readonly #transport: Transport | undefined
  readonly #clients = new Map<string, RawClient>()

  constructor(port: number, transport?: Transport) {
    this.#port = port
    this.#transport = transport
  }

  /** A client's first appearance opens its session. */
  async client(name: string, wish: SessionWish = longLived): Promise<RawClient> {
    const known = this.#clients.get(name)
    if (known !== undefined) return known
    const client = await RawClient.connect(this.#port, wish, this.#transport)
    this.#clients.set(name, client)
    const { timeOut, sessionId } = client.session
    this.said.push(`${name} connects: timeout ${timeOut}, ${sessionId === 0n ? 'no session' : 'a session'}`)
    return client
  }

  /** Asks with a well-formed request; `answer` reads the body. */
  async ask<R extends JuteRecord>(name: string, type: number, record: R, value: InputOf<R>, answer?: JuteRecord) {
    await this.bytes(name, type, encodeJute(record, value), answer)
  }

  async bytes(name: string, type: number, body: Buffer, answer?: JuteRecord, xid?: number): Promise<void> {
    const client = await this.client(name)
    await this.#note(`${name}: ${nameOf(type)} ${printable(body)}`, client.send(type, body, xid), (reply) =>
      answer === undefined ? undefined : readJute(answer, reply.body),
    )
  }

  /** A multi or a multiRead. */
  async multi(name: string, type: number, parts: readonly Part[]): Promise<void> {
    const writer = new Writer()
    for (const { type, bytes } of parts) {
      writeJute(MultiHeader, writer, { type, done: false, err: -1 })
      writer.raw(bytes)
    }
    writeJute(MultiHeader, writer, { type: -1, done: true, err: -1 })
    const client = await this.client(name)
    const what = `${name}: ${nameOf(type)} ${parts.map((each) => `${nameOf(each.type)} ${printable(each.bytes)}`).join('; ')}`
    await this.#note(what, client.send(type, writer.finishBytes()), ({ body }) => results(body, parts))
  }

  async auth(name: string, scheme: string | null, auth: string | null): Promise<void> {
    const bytes = auth === null ? null : Buffer.from(auth)
    await this.bytes(name, opCode.auth, encodeJute(AuthPacket, { type: 0, scheme, auth: bytes }), undefined, -4)
  }

  /** What a client heard of its watches until now. */
  async events(name: string): Promise<void> {
    const client = await this.client(name)
    await client.request(opCode.exists, ExistsRequest, { path: '/', watch: false }).catch(() => undefined)
    this.said.push(
      `${name} heard: ${JSON.stringify(client.events.splice(0).map(({ type, path }) => `${type} ${path}`))}`,
    )
  }

  /** Whether the server ended this connection. */
  async isClosed(name: string): Promise<void> {
    await (await this.client(name)).closed
    this.said.push(`${name} was closed`)
  }

  close(): void {
    for (const client of this.#clients.values()) client.destroy()
  }

  async #note(what: string, answer: Promise<Reply>, read: (reply: Reply) => unknown): Promise<void> {
    const reply = await answer.catch(() => undefined)
    this.said.push(`${what} -> ${reply === undefined ? 'closed' : this.#describe(reply, read)}`)
  }

  #describe(reply: Reply, read: (reply: Reply) => unknown): string {
    const { err, zxid } = reply.header
    const body = err === 0 ? read(reply) : undefined
    const rest = reply.body.remaining > 0 ? ` and ${reply.body.remaining} bytes` : ''
    return `err ${err} zxid ${zxid}${body === undefined ? '' : ` ${this.#text(body)}`}${rest}`
  }

  /** Without times, which differ; sessions by their clients' names; lists without an order, sorted. */
  #text(value: unknown): string {
    return JSON.stringify(value, (key, each) => {
      if (key === 'ctime' || key === 'mtime') return undefined
      if (Array.isArray(each) && unordered.has(key)) return each.map((one) => JSON.stringify(one)).sort()
      if (key === 'ephemeralOwner') return this.#ownerName(each)
      return typeof each === 'bigint'
        ? String(each)
        : each?.type === 'Buffer'
          ? Buffer.from(each.data).toString()
          : each
    })
  }

  #ownerName(owner: unknown): string {
    const found = [...this.#clients].find(([, client]) => client.session.sessionId === owner)
    return found?.[0] ?? String(owner)
  }
}

/** Lists that the real server has in the order of a hash table. */
const unordered = new Set(['children', 'ephemerals', 'clientInfo'])

function results(body: Reader, parts: readonly Part[]): unknown[] {
  const found: unknown[] = []
  for (const { answer } of parts) {
    const header = readJute(MultiHeader, body)
    found.push(header)
    if (header.type === opCode.error) found.push(readJute(ErrorResponse, body))
    else if (answer !== undefined) found.push(readJute(answer, body))
  }
  found.push(readJute(MultiHeader, body))
  return found
}

function nameOf(type: number): string {
  return Object.entries(opCode).find(([, code]) => code === type)?.[0] ?? `operation ${type}`
}

function printable(body: Buffer): string {
  return body
    .toString('latin1')
    .replace(/[^ -~]+/g, ' ')
    .trim()
}
