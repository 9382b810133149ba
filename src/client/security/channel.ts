import { TlsHandshakeError } from '../../net/tls/tls-transport.ts'
import type { Address, Connection, ConnectOptions, Transport } from '../../net/transport.ts'
import type { BrokerConnection, BrokerSession } from '../broker-connection.ts'
import { channelError, kafkaException } from '../errors.ts'
import type { ClientIo } from '../node.ts'
import { type SecurityConfig, usesSasl, usesTls } from './config.ts'
import { stayAuthenticated } from './reauthentication.ts'
import type { SecurityIo } from './security-io.ts'
import type { SslConfig } from './ssl-config.ts'
import { handshakeFailure, refusedHandshake } from './tls-failure.ts'

/** How connections to brokers are made that are more than a plain socket. */
export interface SecureChannel {
  /**
   * @throws AuthenticationError when the broker's certificate will not do, or ours; a retriable ClientError when the
   *   broker ended the TLS handshake or there was nothing to begin it with; Node's own error when nobody was reached
   */
  connect(address: Address, options: ConnectOptions): Promise<Connection>
  /**
   * Proves who we are, and again before the broker stops believing it (KIP-368).
   * @throws AuthenticationError; retriable ClientErrors as `connect`
   */
  authenticate(connection: BrokerConnection, timeoutMs: number): Promise<void>
}

/**
 * Reads the stores and logs in; PLAINTEXT needs no channel. Nothing is connected yet.
 * @throws ClientError (KafkaException) on settings that make no channel
 */
export async function openChannel(config: SecurityConfig, io: ClientIo): Promise<SecureChannel | undefined> {
  const { security } = io
  logProviders(config, io)
  if (config.protocol === 'PLAINTEXT') return undefined
  if (security === undefined) throw kafkaException(`There is no ${config.protocol} for this client`)
  try {
    const connect = usesTls(config) ? await tlsConnect(config, { ...io, security }) : io.transport.connect
    const authenticate = usesSasl(config) ? await saslAuthenticate(config, { ...io, security }) : async () => {}
    return { connect, authenticate }
  } catch (error) {
    throw kafkaException('Failed to create new NetworkClient', error)
  }
}

/** Kafka goes on without those of security.providers that it does not find, and here none is to be found. */
function logProviders({ providers }: SecurityConfig, { logger }: ClientIo): void {
  const log = logger.named('org.apache.kafka.common.config.SecurityConfig')
  for (const name of providers) {
    log.error('Unrecognized security provider creator class', `java.lang.ClassNotFoundException: ${name}`)
  }
}

interface ChannelIo extends ClientIo {
  readonly security: SecurityIo
}

async function tlsConnect({ ssl }: SecurityConfig, io: ChannelIo): Promise<SecureChannel['connect']> {
  const { readStores, tlsSettings } = await import('./ssl-settings.ts')
  const stores = readStores(ssl, io)
  let transport: Promise<Transport> | undefined
  return async (address, options) => {
    const secure = await orNoChannel(() => {
      transport ??= io.security.tlsTransport(tlsSettings(ssl, stores))
      return transport
    })
    refuseImpossible(ssl)
    try {
      return await secure.connect(address, options)
    } catch (error) {
      throw error instanceof TlsHandshakeError ? handshakeFailure(error, options.serverName ?? address.host) : error
    }
  }
}

/** What Java refuses to begin a handshake with. */
function refuseImpossible({ endpointIdentification, enabledProtocols }: SslConfig): void {
  if (!['', 'HTTPS'].includes(endpointIdentification.toUpperCase())) {
    throw refusedHandshake(`Unknown identification algorithm: ${endpointIdentification}`)
  }
  if (!enabledProtocols.includes('TLSv1.2') && !enabledProtocols.includes('TLSv1.3')) {
    throw refusedHandshake('No appropriate protocol (protocol is disabled or cipher suites are inappropriate)')
  }
}

async function saslAuthenticate({ sasl }: SecurityConfig, io: ChannelIo): Promise<SecureChannel['authenticate']> {
  const [{ login }, { authenticate }] = await Promise.all([import('./login.ts'), import('./sasl-authenticator.ts')])
  const identity = await login(sasl, io)
  const prove = async (session: BrokerSession, timeoutMs: number) => {
    const client = await orNoChannel(() => identity.newClient())
    return authenticate(session, sasl.mechanism, client, timeoutMs)
  }
  return async (connection, timeoutMs) => {
    const lifetimeMs = await prove(connection, timeoutMs)
    stayAuthenticated(connection, io, lifetimeMs, (session) => prove(session, timeoutMs))
  }
}

async function orNoChannel<T>(make: () => Promise<T>): Promise<T> {
  try {
    return await make()
  } catch (error) {
    throw channelError(error)
  }
}
