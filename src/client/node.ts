import { type Clock, every } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { Random } from '../base/random.ts'
import type { Address, Connection, Transport } from '../net/transport.ts'
import { backoff } from './backoff.ts'
import { BrokerConnection } from './broker-connection.ts'
import type { ClientConfig } from './config.ts'
import { ClientError, disconnectError } from './errors.ts'
import { javaHost, javaSocketAddress } from './java-address.ts'
import type { SecureChannel } from './security/channel.ts'
import type { SecurityIo } from './security/security-io.ts'
import type { ClientTrace, Unreachable } from './trace.ts'

/** The outside world of a client. */
export interface ClientIo {
  readonly transport: Transport
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly trace?: ClientTrace | undefined
  /** For those who speak more than PLAINTEXT. */
  readonly security?: SecurityIo | undefined
}

export interface NodeIo extends ClientIo {
  /** Undefined for PLAINTEXT. */
  readonly channel?: SecureChannel | undefined
}

/** A broker as metadata describes it, or a bootstrap server under a negative id. */
export interface NodeDescription extends Address {
  readonly id: number
  readonly rack: string | null
}

/** As many of a peer's first bytes tell what it speaks. */
const firstBytes = 64

/** How often in its idle time a connection is looked at. */
const idleChecks = 5

/** One broker and the connection to it, opened when asked for and again after it broke, but not too often. */
export class Node {
  readonly description: NodeDescription
  /** Under what id warnings name it. */
  readonly #shownId: number
  readonly #config: ClientConfig
  readonly #io: NodeIo
  #addresses: readonly string[]
  #attempts = 0
  #failures = 0
  #notBefore = 0
  #closed = false
  #open: BrokerConnection | undefined
  #opening: Promise<BrokerConnection> | undefined

  constructor(
    description: NodeDescription,
    addresses: readonly string[],
    config: ClientConfig,
    io: NodeIo,
    shownId = description.id,
  ) {
    this.description = description
    this.#shownId = shownId
    this.#addresses = addresses
    this.#config = config
    this.#io = io
  }

  /** The connection, if one is open. */
  get connection(): BrokerConnection | undefined {
    return this.#open
  }

  /** Milliseconds until another attempt to connect is due. */
  get backoffLeft(): number {
    return this.#opening === undefined ? Math.max(0, this.#notBefore - this.#io.clock.elapsed()) : 0
  }

  /** The open connection or a new one; callers share an attempt under way. Rejects with a retriable ClientError. */
  connect(): Promise<BrokerConnection> {
    if (this.#open !== undefined) return Promise.resolve(this.#open)
    this.#opening ??= this.#connect().finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  /** Goes on with the other node's connection, and leaves it without. */
  takeOver(other: Node): void {
    const connection = other.#open
    other.#open = undefined
    if (connection === undefined || this.#open !== undefined) {
      connection?.close()
      return
    }
    connection.becomes(this.description)
    this.#adopt(connection)
  }

  /** For good: a connection that is just being made will be closed too. */
  close(): void {
    this.#closed = true
    const connection = this.#open
    this.#open = undefined
    connection?.close()
  }

  async #connect(): Promise<BrokerConnection> {
    try {
      const connection = await this.#handshake(await this.#dial())
      this.#adopt(connection)
      return connection
    } catch (error) {
      this.#backOff()
      this.#warnOfBootstrap()
      throw error
    }
  }

  #adopt(connection: BrokerConnection): void {
    this.#failures = 0
    if (this.#closed) {
      connection.close()
      return
    }
    this.#open = connection
    connection.onClose(() => this.#lost(connection))
    this.#closeWhenIdle(connection)
  }

  async #dial(): Promise<Connection> {
    const { host, port } = this.description
    const { transport, channel } = this.#io
    if (this.#addresses.length === 0) this.#addresses = await transport.resolve(host).catch(() => [])
    const address = this.#addresses[this.#attempts++ % Math.max(1, this.#addresses.length)] ?? host
    const { connectionSetupTimeoutMs, buffers } = this.#config
    const options = { timeoutMs: connectionSetupTimeoutMs, serverName: host, buffers }
    try {
      const connection = await (channel ?? transport).connect({ host: address, port }, options)
      this.#tellConnected(connection)
      return connection
    } catch (error) {
      this.#tellUnreachable({ address: this.#addresses.length === 0 ? undefined : address, stage: 'dial', error })
      if (error instanceof ClientError) throw await this.#unauthenticated(error, address, 'dial')
      const refusal = `Connection to node ${this.#shownId} (${this.#shownAddress(address)}) could not be established.`
      this.#log().warn(`${this.#config.logPrefix}${refusal} Node may not be available.`)
      throw disconnectError(refusal, error)
    }
  }

  async #handshake(connection: Connection): Promise<BrokerConnection> {
    let heard: Buffer | undefined
    const overhear = (chunk: Buffer) => {
      heard ??= Buffer.from(chunk.subarray(0, firstBytes))
    }
    try {
      return await this.#greet(connection, overhear)
    } catch (error) {
      const address = connection.remote.host
      const failure = await this.#unauthenticated(error, address, 'handshake')
      this.#tellUnreachable({ address, stage: 'handshake', error: failure, firstBytes: heard })
      throw failure
    }
  }

  /** Learns what the broker speaks, and tells it who we are. */
  async #greet(connection: Connection, overhear: (chunk: Buffer) => void): Promise<BrokerConnection> {
    const { clientId, requestTimeoutMs: timeoutMs } = this.#config
    const { clock, trace, channel } = this.#io
    const traced = trace && { traced: { trace, peer: this.description }, overhear }
    const open = await BrokerConnection.open(connection, { clock, clientId, timeoutMs, ...traced })
    try {
      await channel?.authenticate(open, timeoutMs)
      if (channel !== undefined) trace?.authenticated?.()
      return open
    } catch (error) {
      open.close()
      throw error
    }
  }

  /** Says why a connection was not trusted, on either side; nothing for one that needs no trust. */
  async #unauthenticated(error: unknown, address: string, stage: Unreachable['stage']): Promise<unknown> {
    const { channel, logger } = this.#io
    if (channel === undefined) return error
    const { logFailure } = await import('./security/log-failure.ts')
    return logFailure(error, {
      logger,
      config: this.#config,
      node: this.description,
      stage,
      shown: `${this.#shownId} (${this.#shownAddress(address)})`,
    })
  }

  #shownAddress(address: string): string {
    const { host, port } = this.description
    return javaSocketAddress(host, address, port)
  }

  #tellConnected(connection: Connection): void {
    const { trace } = this.#io
    trace?.connected?.()
    if (trace?.closed !== undefined) connection.onClose(trace.closed)
  }

  #tellUnreachable(event: Omit<Unreachable, 'node'>): void {
    this.#io.trace?.unreachable?.({ node: this.description, ...event })
  }

  /** Ends the connection when nothing was asked on it for connections.max.idle.ms, or a little longer. */
  #closeWhenIdle(connection: BrokerConnection): void {
    const { connectionsMaxIdleMs } = this.#config
    if (connectionsMaxIdleMs < 0) return
    let seen = connection.nextCorrelationId
    let quiet = 0
    const timer = every(this.#io.clock, Math.max(1, connectionsMaxIdleMs / idleChecks), () => {
      quiet = connection.inFlight === 0 && connection.nextCorrelationId === seen ? quiet + 1 : 0
      seen = connection.nextCorrelationId
      if (quiet < idleChecks) return
      if (this.#open === connection) this.#open = undefined
      connection.close()
    })
    connection.onClose(() => timer.cancel())
  }

  #lost(connection: BrokerConnection): void {
    if (this.#open !== connection) return
    this.#open = undefined
    this.#backOff()
    this.#tellUnreachable({ address: undefined, stage: 'lost' })
    this.#warnOfBootstrap()
  }

  #backOff(): void {
    const { reconnectBackoffMs, reconnectBackoffMaxMs } = this.#config
    const wait = backoff(this.#io.random, reconnectBackoffMs, reconnectBackoffMaxMs, this.#failures++)
    this.#notBefore = this.#io.clock.elapsed() + wait
  }

  #warnOfBootstrap(): void {
    const { id, host, port } = this.description
    if (id >= 0 || !this.#config.warnsOfMetadata) return
    const broker = `Bootstrap broker ${javaHost(host)}:${port} (id: ${id} rack: null)`
    this.#log().warn(`${this.#config.logPrefix}${broker} disconnected`)
  }

  #log(): Logger {
    return this.#io.logger.named('org.apache.kafka.clients.NetworkClient')
  }
}
