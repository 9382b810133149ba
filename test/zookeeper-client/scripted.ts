import type { Clock, Timer } from '../../src/base/clock.ts'
import { FrameSplitter } from '../../src/net/frames.ts'
import type { Connection, Transport } from '../../src/net/transport.ts'
import { Stat } from '../../src/wire/jute/data.ts'
import { WatcherEvent } from '../../src/wire/jute/responses.ts'
import { ConnectRequest, ConnectResponse, ReplyHeader, RequestHeader } from '../../src/wire/jute/session.ts'
import { Reader, readJute, Writer, writeJute } from '../../src/wire/schema/index.ts'

/** Time that passes only when a test says so. */
export class ManualClock implements Clock {
  #elapsed = 0
  #timers: { at: number; task: () => void }[] = []

  now = () => 1_800_000_000_000 + this.#elapsed
  elapsed = () => this.#elapsed
  soon = (task: () => void) => void setImmediate(task)

  after(milliseconds: number, task: () => void): Timer {
    const timer = { at: this.#elapsed + milliseconds, task }
    this.#timers.push(timer)
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer)
      },
    }
  }

  /** Lets time pass, timer by timer, each followed by what it set off. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#elapsed + milliseconds
    for (;;) {
      await settled()
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      this.#timers = this.#timers.filter((timer) => timer !== next)
      this.#elapsed = next.at
      next.task()
    }
    this.#elapsed = end
  }
}

/** What was promised and is due has happened. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve))
}

const frame = (write: (writer: Writer) => void): Buffer => {
  const writer = new Writer()
  writer.int32(0)
  write(writer)
  const bytes = writer.finishBytes()
  bytes.writeInt32BE(bytes.length - 4, 0)
  return bytes
}

/** One connection as the server sees it: what was asked, and the answers that the test gives. */
export class ServerSide {
  readonly host: string
  connect: { sessionId: bigint; lastZxidSeen: bigint; passwd: Buffer | null; timeOut: number } | undefined
  readOnly = false
  isAskedForItsMode = false
  readonly requests: { xid: number; type: number; body: Reader }[] = []
  closed = false
  readonly connection: Connection
  #data: (chunk: Buffer) => void = () => {}
  #close: (error: Error | undefined) => void = () => {}

  constructor(host: string, port: number) {
    this.host = host
    const splitter = new FrameSplitter(1 << 20)
    this.connection = {
      local: { host: 'client', port: 1 },
      remote: { host, port },
      onData: (handler) => {
        this.#data = handler
      },
      onBytes: (handler) => {
        this.#data = handler
      },
      onClose: (handler) => {
        this.#close = handler
      },
      onDrain: () => {},
      write: (parts) => {
        for (const part of parts) {
          if (!(part instanceof Uint8Array)) throw new Error('no file ranges here')
          if (Buffer.from(part).equals(Buffer.from('isro'))) this.isAskedForItsMode = true
          else for (const each of splitter.push(Buffer.from(part))) this.#receive(each)
        }
        return true
      },
      pause: () => {},
      resume: () => {},
      end: () => this.drop(),
      destroy: () => {
        this.closed = true
      },
    }
  }

  #receive(bytes: Buffer): void {
    const reader = new Reader(bytes)
    if (this.connect === undefined) {
      this.connect = readJute(ConnectRequest, reader)
      this.readOnly = reader.boolean()
    } else this.requests.push({ ...readJute(RequestHeader, reader), body: reader })
  }

  /** The connection breaks. */
  drop(): void {
    if (this.closed) return
    this.closed = true
    this.#close(undefined)
  }

  /** Answers in words, as to a four-letter word. */
  say(text: string): void {
    this.#data(Buffer.from(text))
    this.drop()
  }

  send(...frames: Buffer[]): void {
    this.#data(Buffer.concat(frames))
  }

  /** Grants the session; a timeout of 0 says that it has expired. */
  accept(sessionId: bigint, timeOut = 6000, isReadOnly = false): void {
    this.send(
      frame((writer) => {
        writeJute(ConnectResponse, writer, { protocolVersion: 0, timeOut, sessionId, passwd: Buffer.alloc(16, 7) })
        writer.boolean(isReadOnly)
      }),
    )
  }

  reply(xid: number, err = 0, write: (writer: Writer) => void = () => {}, zxid = 1n): Buffer {
    return frame((writer) => {
      writeJute(ReplyHeader, writer, { xid, zxid, err })
      write(writer)
    })
  }

  event(type: number, path: string): Buffer {
    return this.reply(-1, 0, (writer) => writeJute(WatcherEvent, writer, { type, state: 3, path }), -1n)
  }

  types(): number[] {
    return this.requests.map(({ type }) => type)
  }
}

export const emptyStat: Stat = {
  czxid: 1n,
  mzxid: 1n,
  ctime: 0,
  mtime: 0,
  version: 0,
  cversion: 0,
  aversion: 0,
  ephemeralOwner: 0n,
  dataLength: 0,
  numChildren: 0,
  pzxid: 1n,
}

export const writeStat = (writer: Writer) => writeJute(Stat, writer, emptyStat)

/** A network whose servers the test plays; hosts in `down` refuse. */
export class ScriptedTransport implements Transport {
  readonly connections: ServerSide[] = []
  readonly down = new Set<string>()
  readonly attempts: string[] = []

  resolve = async (host: string) => [host]
  listen = () => Promise.reject(new Error('nobody listens here'))

  async connect({ host, port }: { host: string; port: number }): Promise<Connection> {
    this.attempts.push(host)
    if (this.down.has(host)) throw Object.assign(new Error(`connect ECONNREFUSED ${host}`), { code: 'ECONNREFUSED' })
    const side = new ServerSide(host, port)
    this.connections.push(side)
    return side.connection
  }

  get last(): ServerSide {
    const side = this.connections.at(-1)
    if (side === undefined) throw new Error('nobody connected yet')
    return side
  }
}
