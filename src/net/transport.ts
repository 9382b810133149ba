import type { FileRange } from '../base/disk/disk.ts'
import type { SocketBuffers } from './socket-buffers.ts'

export interface Address {
  readonly host: string
  readonly port: number
}

/** Where to listen; of peers that were not accepted yet at most `backlog` wait. */
export interface ListenAddress extends Address {
  readonly backlog?: number
}

/**
 * A stream of bytes to a peer: a TCP socket, or a simulated one in a test.
 * A chunk handed to `onData` belongs to the receiver; the transport does not touch it again.
 */
export interface Connection {
  readonly local: Address
  readonly remote: Address
  onData(handler: (chunk: Buffer) => void): void
  /** Like `onData`, and cheaper: the chunk is only lent, until the handler returns. */
  onBytes(handler: (chunk: Buffer) => void): void
  /** Called once, when the stream is over in both directions; with the error that ended it, if one did. */
  onClose(handler: (error: Error | undefined) => void): void
  /** Queues the parts in order. False when more than the high-water mark is queued: wait for `onDrain`. */
  write(parts: readonly (Uint8Array | FileRange)[]): boolean
  onDrain(handler: () => void): void
  /** Stops reading, so that the peer feels back-pressure. */
  pause(): void
  resume(): void
  /** Ends the stream after what is queued was sent. */
  end(): void
  /** Ends the stream at once. */
  destroy(error?: Error): void
  /** Who the peer is by its TLS certificate, checked; undefined without one. Missing where there is no TLS. */
  peerCertificate?(): PeerCertificate | undefined
}

export interface PeerCertificate {
  /** As RFC 2253 writes it: `CN=client,O=Example`. */
  readonly subject: string
  readonly der: Buffer
}

export interface ConnectOptions {
  /** For each of the host's addresses. */
  readonly timeoutMs: number
  readonly buffers?: SocketBuffers | undefined
  /** The name that an address was found by, for the peer's certificate. */
  readonly serverName?: string
}

export interface Listener {
  readonly address: Address
  /** Stops accepting; open connections stay. */
  close(): Promise<void>
}

/** Sockets, handed in so that a cluster can run on a simulated network. Errors are Node's own (`ECONNREFUSED`, `EADDRINUSE`, …). */
export interface Transport {
  /** The host's addresses in the order in which to try them; an address resolves to itself. Rejects with Node's `ENOTFOUND`, `EAI_AGAIN`, …. */
  resolve(host: string): Promise<readonly string[]>
  /** Port 0 picks a free one. An empty host or 0.0.0.0 listens everywhere. */
  listen(address: ListenAddress, onConnection: (connection: Connection) => void): Promise<Listener>
  /** Tries the host's addresses one after the other. */
  connect(address: Address, options: ConnectOptions): Promise<Connection>
}
