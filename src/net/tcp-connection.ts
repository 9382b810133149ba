import type { Socket } from 'node:net'
import { type FileRange, isFileRange } from '../base/disk/disk.ts'
import { onBytes } from './lent-bytes.ts'
import type { Connection } from './transport.ts'

const pieceSize = 64 * 1024
/** Pieces of file ranges that one connection may have between disk and socket. */
const piecesInFlight = 2
/** Buffers kept for reuse by all connections. */
const pooledPieces = 32

/** Up to so many bytes it is cheaper to copy small parts together than to hand each of them to the socket. */
const mostJoined = 16 * 1024

const pool: Buffer[] = []

/** The parts as one, if they are few bytes and nothing but bytes. */
function joinedBytes(parts: readonly (Uint8Array | FileRange)[]): Uint8Array | undefined {
  let size = 0
  for (const part of parts) {
    if (isFileRange(part)) return undefined
    size += part.length
  }
  const [first] = parts
  if (parts.length === 1 && first !== undefined && !isFileRange(first)) return first
  if (size > mostJoined) return undefined
  const joined = Buffer.allocUnsafe(size)
  let at = 0
  for (const part of parts) {
    if (isFileRange(part)) return undefined
    joined.set(part, at)
    at += part.length
  }
  return joined
}

/** An open TCP socket as a `Connection`. */
export function tcpConnection(socket: Socket): Connection {
  const sender = new Sender(socket)
  let failure: Error | undefined
  let closed = false
  socket.on('error', (error) => {
    failure = error
  })
  socket.once('close', () => {
    closed = true
    sender.stop()
  })
  return {
    local: { host: plainAddress(socket.localAddress), port: socket.localPort ?? 0 },
    remote: { host: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 },
    onData: (handler) => void socket.on('data', handler),
    onBytes: (handler) => onBytes(socket, handler),
    onClose: (handler) => {
      if (closed) queueMicrotask(() => handler(failure))
      else socket.once('close', () => handler(failure))
    },
    write: (parts) => sender.write(parts),
    onDrain: (handler) => sender.onDrain(handler),
    pause: () => void socket.pause(),
    resume: () => void socket.resume(),
    end: () => sender.end(),
    destroy: (error) => void socket.destroy(error),
  }
}

/** An IPv4 peer of a socket that serves both families shows up as `::ffff:127.0.0.1`; Java says `127.0.0.1`. */
function plainAddress(address: string | undefined): string {
  return address?.replace(/^::ffff:(?=\d+\.)/, '') ?? ''
}

/**
 * Queues bytes and file ranges in order. Bytes go straight to the socket while nothing waits; file ranges are read in
 * pieces, each when the one before has gone, so that a slow peer costs two pieces of memory and no more.
 */
class Sender {
  readonly #socket: Socket
  #waiting: (Uint8Array | FileRange)[] = []
  #inFlight = 0
  #ending = false
  #drainOwed = false
  #drained: () => void = () => {}

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('drain', () => this.#announceDrain())
  }

  onDrain(handler: () => void): void {
    this.#drained = handler
  }

  write(parts: readonly (Uint8Array | FileRange)[]): boolean {
    if (this.#socket.destroyed || this.#ending) return false
    const joined = this.#waiting.length === 0 ? joinedBytes(parts) : undefined
    if (joined !== undefined) this.#socket.write(joined)
    else this.#queue(parts)
    this.#drainOwed = this.#waiting.length > 0 || this.#socket.writableNeedDrain
    return !this.#drainOwed
  }

  #queue(parts: readonly (Uint8Array | FileRange)[]): void {
    this.#socket.cork()
    for (const part of parts) {
      if (this.#waiting.length > 0 || isFileRange(part)) this.#waiting.push(part)
      else this.#socket.write(part)
    }
    this.#pump()
    this.#socket.uncork()
  }

  end(): void {
    this.#ending = true
    if (this.#waiting.length === 0) this.#socket.end()
  }

  stop(): void {
    this.#waiting = []
  }

  #pump(): void {
    while (this.#inFlight < piecesInFlight) {
      const part = this.#waiting[0]
      if (part === undefined) break
      if (!isFileRange(part)) {
        this.#waiting.shift()
        this.#socket.write(part)
      } else if (!this.#sendPiece(part)) return
    }
  }

  /** Sends the first piece of the range at the head of the queue; false when the file could not give it. */
  #sendPiece(range: FileRange): boolean {
    const length = Math.min(range.length, pieceSize)
    const buffer = pool.pop() ?? Buffer.allocUnsafeSlow(pieceSize)
    const piece = buffer.subarray(0, length)
    if (!this.#read(range, piece)) return false
    this.#inFlight++
    this.#socket.write(piece, () => this.#pieceSent(buffer))
    if (length === range.length) this.#waiting.shift()
    else this.#waiting[0] = { file: range.file, position: range.position + length, length: range.length - length }
    return true
  }

  /** The peer was promised these bytes: if they are gone (file truncated or unreadable), only closing tells it so. */
  #read(range: FileRange, piece: Buffer): boolean {
    try {
      if (range.file.read(piece, range.position) === piece.length) return true
      this.#socket.destroy(new Error(`${range.file.path} ended before a range of it was sent`))
    } catch (error) {
      this.#socket.destroy(error instanceof Error ? error : new Error(String(error)))
    }
    return false
  }

  #pieceSent(buffer: Buffer): void {
    this.#inFlight--
    if (pool.length < pooledPieces) pool.push(buffer)
    if (this.#socket.destroyed) return
    this.#pump()
    if (this.#waiting.length > 0) return
    if (this.#ending) this.#socket.end()
    else this.#announceDrain()
  }

  #announceDrain(): void {
    if (!this.#drainOwed || this.#waiting.length > 0 || this.#socket.writableNeedDrain) return
    this.#drainOwed = false
    this.#drained()
  }
}
