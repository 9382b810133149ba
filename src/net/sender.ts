import type { Socket } from 'node:net'
import { type FileRange, isFileRange } from '../base/disk/disk.ts'
import { joinedBytes, type Part } from './joined-bytes.ts'

/** Measured: twice as much for each turn of the loop saves a tenth of the CPU, and more leaves the processor's cache. */
const pieceSize = 256 * 1024
/** Bytes of file ranges that one connection may have between disk and socket before the next piece is read. */
const mostInFlight = pieceSize
const smallPiece = 64 * 1024
/** Smaller pieces get memory of their own. */
const tinyPiece = 4096
/** Buffers kept for reuse by all connections. */
const pooledPieces = 32

const pool: Buffer[] = []
const smallPool: Buffer[] = []

function bufferFor(length: number): Buffer {
  if (length <= tinyPiece) return Buffer.allocUnsafe(length)
  const isSmall = length <= smallPiece
  return (isSmall ? smallPool : pool).pop() ?? Buffer.allocUnsafeSlow(isSmall ? smallPiece : pieceSize)
}

function keep(buffers: Buffer[], buffer: Buffer): void {
  if (buffers.length < pooledPieces) buffers.push(buffer)
}

/**
 * Queues bytes and file ranges in order. Bytes go straight to the socket while nothing waits; file ranges are read in
 * pieces, each when those before have gone, so that a slow peer costs two pieces of memory and no more. (sendfile(2) by
 * FFI was tried: consumers at full speed cost the same CPU, because the socket is mostly full and has to be waited for.)
 */
export class Sender {
  readonly #socket: Socket
  #waiting: Part[] = []
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

  write(parts: readonly Part[]): boolean {
    if (this.#socket.destroyed || this.#ending) return false
    const joined = this.#waiting.length === 0 ? joinedBytes(parts) : undefined
    if (joined !== undefined) this.#socket.write(joined)
    else {
      for (const part of parts) this.#waiting.push(part)
      this.#pump()
    }
    this.#drainOwed = this.#waiting.length > 0 || this.#socket.writableNeedDrain
    return !this.#drainOwed
  }

  end(): void {
    this.#ending = true
    if (this.#waiting.length === 0) this.#socket.end()
  }

  stop(): void {
    this.#waiting = []
  }

  #pump(): void {
    this.#socket.cork()
    let done = 0
    while (this.#inFlight < mostInFlight) {
      const part = this.#waiting[done]
      if (part === undefined) break
      if (!isFileRange(part)) this.#socket.write(part)
      else {
        const sent = this.#sendPiece(part)
        if (sent === 0) break
        if (sent < part.length) {
          this.#waiting[done] = { file: part.file, position: part.position + sent, length: part.length - sent }
          continue
        }
      }
      done++
    }
    if (done > 0) this.#waiting.splice(0, done)
    this.#socket.uncork()
  }

  /** Sends the first piece of a range; returns its length, 0 when the file could not give it. */
  #sendPiece(range: FileRange): number {
    const length = Math.min(range.length, pieceSize)
    const buffer = bufferFor(length)
    const piece = buffer.subarray(0, length)
    if (!this.#read(range, piece)) return 0
    this.#inFlight += length
    this.#socket.write(piece, () => this.#pieceSent(buffer, length))
    return length
  }

  /** The peer was promised these bytes: if they are gone (file truncated or unreadable), only closing tells it so. */
  #read(range: FileRange, piece: Buffer): boolean {
    try {
      if (range.recent?.read(piece, range.position)) return true
      if (range.file.read(piece, range.position) === piece.length) return true
      this.#socket.destroy(new Error(`${range.file.path} ended before a range of it was sent`))
    } catch (error) {
      this.#socket.destroy(error instanceof Error ? error : new Error(String(error)))
    }
    return false
  }

  #pieceSent(buffer: Buffer, length: number): void {
    this.#inFlight -= length
    if (buffer.length === pieceSize) keep(pool, buffer)
    else if (buffer.length === smallPiece) keep(smallPool, buffer)
    if (this.#socket.destroyed) return
    if (this.#waiting.length > 0) this.#pump()
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
