import * as net from 'node:net'
import { opCode } from '../../../src/wire/jute/op-codes.ts'

const nodeExists = -110
const sessionMs = 40_000
/** Answers are read into one buffer, as nothing of them is kept but their error. */
const roomForAnswers = 256 * 1024
const openAcl = Buffer.concat([int32(1), int32(31), text('world'), text('anyone')])

export interface LoadRequest {
  readonly type: number
  readonly path: string
  readonly data?: Buffer
  readonly watch?: boolean
}

/** A session that sends raw frames and looks at nothing of the answers but their error: as little work as possible. */
export class LoadClient {
  readonly #socket: net.Socket
  #xid = 1
  /** When the requests without answers were sent, oldest first. */
  #sent: number[] = []
  #rest = Buffer.alloc(0)
  #greeted: (() => void) | undefined
  #fail: (error: Error) => void = () => {}
  /** Hears of each answer: the milliseconds that it took. */
  answered: (tookMs: number) => void = () => {}

  private constructor(host: string, port: number) {
    const buffer = Buffer.allocUnsafeSlow(roomForAnswers)
    const callback = (length: number) => {
      this.#receive(buffer.subarray(0, length))
      return true
    }
    this.#socket = net.connect({ host, port, noDelay: true, onread: { buffer, callback } })
  }

  static async open(server: string): Promise<LoadClient> {
    const [host = '', port = ''] = server.split(':')
    const client = new LoadClient(host, Number(port))
    const failed = new Promise<never>((_, reject) => {
      client.#fail = reject
    })
    client.#socket.on('error', (error) => client.#fail(error))
    client.#socket.on('close', () => client.#fail(new Error('the server hung up')))
    const greeting = new Promise<void>((resolve) => {
      client.#greeted = resolve
    })
    const rest = [int32(0), Buffer.alloc(8), int32(sessionMs), Buffer.alloc(8), int32(16), Buffer.alloc(17)]
    client.#socket.write(framed(Buffer.concat(rest)))
    await Promise.race([greeting, failed])
    // From now on a failure ends the program.
    client.#fail = (error) => {
      throw error
    }
    failed.catch(() => {})
    return client
  }

  get waiting(): number {
    return this.#sent.length
  }

  send(request: LoadRequest): void {
    this.#sent.push(performance.now())
    this.#socket.write(frameOf(this.#xid++, request))
  }

  /** Sends a request and resolves with its answer. */
  ask(request: LoadRequest): Promise<void> {
    return new Promise((resolve) => {
      this.answered = () => resolve()
      this.send(request)
    })
  }

  close(): void {
    this.#fail = () => {}
    this.#socket.destroy()
  }

  #receive(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    let at = 0
    while (bytes.length - at >= 4 && bytes.length - at >= 4 + bytes.readInt32BE(at)) {
      this.#frame(bytes, at + 4)
      at += 4 + bytes.readInt32BE(at)
    }
    this.#rest = at === bytes.length ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at))
  }

  #frame(bytes: Buffer, at: number): void {
    if (this.#greeted !== undefined) {
      this.#greeted()
      this.#greeted = undefined
      return
    }
    const xid = bytes.readInt32BE(at)
    const error = bytes.readInt32BE(at + 12)
    if (xid < 0) return
    if (error !== 0 && error !== nodeExists) this.#fail(new Error(`an answer with error ${error}`))
    this.answered(performance.now() - (this.#sent.shift() ?? 0))
  }
}

function frameOf(xid: number, { type, path, data, watch }: LoadRequest): Buffer {
  const size = 12 + path.length + (data === undefined ? 1 : 4 + data.length + tailOf(type))
  const frame = Buffer.allocUnsafe(4 + size)
  frame.writeInt32BE(size, 0)
  frame.writeInt32BE(xid, 4)
  frame.writeInt32BE(type, 8)
  frame.writeInt32BE(path.length, 12)
  let at = 16 + frame.write(path, 16, 'latin1')
  if (data === undefined) {
    frame[at] = watch === true ? 1 : 0
    return frame
  }
  at = frame.writeInt32BE(data.length, at)
  frame.set(data, at)
  at += data.length
  if (type === opCode.create) {
    frame.set(openAcl, at)
    frame.writeInt32BE(0, at + openAcl.length)
  } else frame.writeInt32BE(-1, at)
  return frame
}

function tailOf(type: number): number {
  return 4 + (type === opCode.create ? openAcl.length : 0)
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeInt32BE(value)
  return bytes
}

function text(value: string): Buffer {
  return Buffer.concat([int32(value.length), Buffer.from(value)])
}

function framed(content: Buffer): Buffer {
  return Buffer.concat([int32(content.length), content])
}
