import { type Clock, pause } from '../../../base/clock.ts'
import type { Logger } from '../../../base/logger.ts'
import { FrameSplitter } from '../../../net/frames.ts'
import type { Address, Connection, Listener, Transport } from '../../../net/transport.ts'
import { MalformedError } from '../../../wire/schema/index.ts'
import { firstConnection, listeningAddresses } from '../addresses.ts'
import { encodeGreeting, type Greeting, readGreeting } from './greeting.ts'

export interface ElectionPortOptions {
  readonly id: number
  /** Listen everywhere, in place of the host of each address. */
  readonly listenOnAllIps: boolean
  /** How often a taken port is tried; 0 never gives up. */
  readonly bindRetries: number
  /** Where a member of the ensemble listens, this server itself too; empty for others. */
  readonly addressesOf: (id: number) => readonly Address[]
  readonly transport: Transport
  readonly clock: Clock
  readonly logger: Logger
  readonly received: (from: number, message: Buffer) => void
}

/** The election port can't be had; without it a server takes part in nothing. */
export class ElectionPortError extends Error {
  constructor({ host, port }: Address, tries: number, cause: unknown) {
    super(
      `Unable to listen on the election port ${addressText({ host, port })} after ${tries} tries: ${messageOf(cause)}. Free the port or change this server's server.N line; electionPortBindRetry sets the number of tries`,
      { cause },
    )
  }
}

/** What is known of another server. */
interface Peer {
  /** Where it said it listens, for servers that no list names. */
  readonly told: readonly Address[]
  connection: Connection | undefined
  isConnecting: boolean
  /** The last message: sent again on a new connection, because the old one may have swallowed it. */
  last: Buffer | undefined
}

const mostBytes = 512 * 1024
const connectTimeout = 5000
/** A caller that doesn't say who it is in this time is nobody. */
const greetingTimeout = 10_000
const bindPause = 1000

/**
 * One connection to each other server, for the votes. The server with the higher id makes it: one with a lower id that
 * calls is called back. Only the newest message counts, so nothing is queued beyond it.
 */
export class ElectionPort {
  readonly #options: ElectionPortOptions
  readonly #logger: Logger
  readonly #peers = new Map<number, Peer>()
  readonly #callers = new Set<Connection>()
  #listeners: Listener[] = []
  #bound: readonly Address[] = []
  /** One after the other. */
  #binding: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(options: ElectionPortOptions) {
    this.#options = options
    this.#logger = options.logger.named('org.apache.zookeeper.server.quorum.QuorumCnxManager')
  }

  /** Rejects with the network's error when the port is still taken after some tries. */
  async open(): Promise<void> {
    this.#bound = this.#ownAddresses
    for (const address of listeningAddresses(this.#bound, this.#options.listenOnAllIps)) {
      this.#logger.info(`Election port bind ${addressText(address)}`)
      const listener = await this.#bind(address)
      if (listener !== undefined) this.#listeners.push(listener)
    }
  }

  /** Listens where the members say now, if that is elsewhere. Rejects as `open`. */
  rebind(): Promise<void> {
    const binding = this.#binding.then(() => this.#bindAnew())
    this.#binding = binding.catch(() => {})
    return binding
  }

  async #bindAnew(): Promise<void> {
    const before = this.#bound.map(addressText).join()
    if (this.#ownAddresses.length === 0 || this.#ownAddresses.map(addressText).join() === before) return
    const listeners = this.#listeners.splice(0)
    await Promise.all(listeners.map((listener) => listener.close()))
    await this.open()
  }

  get #ownAddresses(): readonly Address[] {
    return this.#options.addressesOf(this.#options.id)
  }

  /** Undefined when it was closed in the meantime. */
  async #bind(address: Address): Promise<Listener | undefined> {
    const { bindRetries, transport, clock } = this.#options
    for (let attempt = 1; !this.#isClosed; attempt++) {
      try {
        const listener = await transport.listen(address, (connection) => this.#accept(connection))
        if (!this.#isClosed) return listener
        await listener.close()
      } catch (error) {
        this.#logger.error(`Exception while listening to address ${addressText(address)}: ${messageOf(error)}`)
        if (attempt === bindRetries) throw new ElectionPortError(address, attempt, error)
        await pause(clock, bindPause)
      }
    }
    return undefined
  }

  /** Sends the message, now or as soon as there is a connection, unless a newer one comes first. */
  send(to: number, message: Buffer): void {
    const peer = this.#peer(to, [])
    peer.last = message
    if (peer.connection === undefined) this.#call(to, peer)
    else write(peer.connection, message)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    for (const connection of [...this.#callers]) connection.destroy()
    for (const { connection } of this.#peers.values()) connection?.destroy()
    await Promise.all(this.#listeners.map((listener) => listener.close()))
  }

  #peer(id: number, told: readonly Address[]): Peer {
    const known = this.#peers.get(id)
    if (known !== undefined && told.length === 0) return known
    const { connection, isConnecting = false, last } = known ?? {}
    const peer = { told, connection, isConnecting, last }
    this.#peers.set(id, peer)
    return peer
  }

  #call(id: number, peer: Peer): void {
    if (peer.isConnecting || this.#isClosed) return
    const named = this.#options.addressesOf(id)
    peer.isConnecting = true
    const addresses = named.length > 0 ? named : peer.told
    firstConnection(this.#options.transport, addresses, connectTimeout)
      .then((connection) => this.#called(id, connection))
      .catch((error: unknown) => {
        const where = addresses.map(addressText).join('|')
        this.#logger.warn(`Cannot open channel to ${id} at election address ${where}: ${messageOf(error)}`)
      })
      .finally(() => {
        peer.isConnecting = false
        const now = this.#peers.get(id)
        if (now !== undefined) now.isConnecting = false
        this.#forgetStranger(id)
      })
  }

  #called(id: number, connection: Connection): void {
    if (this.#isClosed) {
      connection.destroy()
      return
    }
    const { id: own } = this.#options
    connection.write([encodeGreeting({ id: own, addresses: this.#ownAddresses })])
    if (id > own) {
      this.#logger.info(`Have smaller server identifier, so dropping the connection: (myId:${own} --> sid:${id})`)
      connection.onClose(() => {})
      connection.end()
    } else {
      this.#talk(id, connection, Buffer.alloc(0))
    }
  }

  #accept(connection: Connection): void {
    this.#callers.add(connection)
    let first: Buffer | undefined = Buffer.alloc(0)
    const patience = this.#options.clock.after(greetingTimeout, () => connection.destroy())
    connection.onClose(() => {
      patience.cancel()
      this.#callers.delete(connection)
      this.#lost(connection)
    })
    const handler: { take: (chunk: Buffer) => void } = {
      take: (chunk) => {
        const bytes: Buffer = Buffer.concat([first ?? Buffer.alloc(0), chunk])
        first = bytes
        const read = readGreeting(bytes)
        if (read === undefined) return
        patience.cancel()
        first = undefined
        handler.take = this.#greeted(connection, read.greeting, bytes.subarray(read.size))
      },
    }
    connection.onData((chunk) => this.#guard(connection, () => handler.take(chunk)))
  }

  /** Gives who takes the bytes that follow. */
  #greeted(connection: Connection, { id, addresses }: Greeting, rest: Buffer): (chunk: Buffer) => void {
    const peer = this.#peer(id, addresses)
    if (id > this.#options.id) return this.#take(id, connection, rest)
    connection.destroy()
    if (id === this.#options.id) {
      this.#logger.warn(
        `We got a connection request from a server with our own ID. This should be either a configuration error, or a bug.`,
      )
      return () => {}
    }
    peer.connection?.destroy()
    peer.connection = undefined
    this.#call(id, peer)
    return () => {}
  }

  #talk(id: number, connection: Connection, rest: Buffer): void {
    const take = this.#take(id, connection, rest)
    connection.onData((chunk) => this.#guard(connection, () => take(chunk)))
    connection.onClose(() => this.#lost(connection))
  }

  /** This connection is the one to that server from now on. */
  #take(id: number, connection: Connection, rest: Buffer): (chunk: Buffer) => void {
    const peer = this.#peer(id, [])
    const before = peer.connection
    peer.connection = connection
    before?.destroy()
    if (peer.last !== undefined) write(connection, peer.last)
    const splitter = new FrameSplitter(mostBytes)
    const take = (chunk: Buffer) => {
      for (const message of splitter.push(chunk)) {
        if (message.length === 0) throw new MalformedError('Received packet with invalid packet: 0')
        this.#options.received(id, Buffer.from(message))
      }
    }
    take(rest)
    return take
  }

  /** Malformed bytes cost their sender this connection, and nobody else anything. */
  #guard(connection: Connection, work: () => void): void {
    try {
      if (!this.#isClosed) work()
    } catch (error) {
      this.#logger.warn(`Connection broken from ${addressText(connection.remote)}: ${messageOf(error)}`)
      connection.destroy()
    }
  }

  #lost(connection: Connection): void {
    for (const [id, peer] of this.#peers) {
      if (peer.connection !== connection) continue
      peer.connection = undefined
      this.#forgetStranger(id)
    }
  }

  /** Anyone may call under any id: of those that no list names nothing is kept once they are gone. */
  #forgetStranger(id: number): void {
    const peer = this.#peers.get(id)
    if (peer === undefined || peer.connection !== undefined || peer.isConnecting) return
    if (this.#options.addressesOf(id).length === 0) this.#peers.delete(id)
  }
}

function write(connection: Connection, message: Buffer): void {
  const length = Buffer.allocUnsafe(4)
  length.writeInt32BE(message.length, 0)
  connection.write([length, message])
}

function addressText({ host, port }: Address): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
