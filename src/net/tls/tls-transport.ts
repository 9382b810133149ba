import { reverse } from 'node:dns/promises'
import type { Server, Socket } from 'node:net'
import * as tls from 'node:tls'
import { connectSocket, listenWith, tcpTransport } from '../tcp.ts'
import type { Address, Connection, ConnectOptions, ListenAddress, Listener, Transport } from '../transport.ts'
import { tlsConnection } from './tls-connection.ts'
import type { TlsSettings } from './tls-settings.ts'

/** Who connects has so long to agree on a key. */
const patienceMs = 10_000

/** Sockets that speak TLS, both when they connect and when they listen. */
export function tlsTransport(settings: TlsSettings): Transport {
  return {
    resolve: tcpTransport.resolve,
    listen: (address, onConnection) => listen(settings, address, onConnection),
    connect: (address, options) => connect(settings, address, options),
  }
}

function listen(
  settings: TlsSettings,
  address: ListenAddress,
  onConnection: (connection: Connection) => void,
): Promise<Listener> {
  return listenWith(tlsServer(settings, onConnection), address)
}

/** Takes sockets that were accepted elsewhere; bytes of theirs that were read before go back by `unshift`. */
export function tlsAcceptor(
  settings: TlsSettings,
  onConnection: (connection: Connection) => void,
): (socket: Socket) => void {
  const server = tlsServer(settings, onConnection)
  return (socket) => void server.emit('connection', socket)
}

function tlsServer(settings: TlsSettings, onConnection: (connection: Connection) => void): Server {
  const { context, clientAuth, clientHostnameVerification } = settings
  const options = { ...context, requestCert: clientAuth !== 'none', rejectUnauthorized: clientAuth === 'need' }
  const server = tls.createServer({ ...options, noDelay: true, handshakeTimeout: patienceMs }, (socket) => {
    const hasCertificate = socket.getPeerX509Certificate() !== undefined
    if (clientAuth !== 'none' && hasCertificate && !socket.authorized) socket.destroy()
    else if (!clientHostnameVerification || !hasCertificate) onConnection(tlsConnection(socket))
    else void acceptVerified(socket, onConnection)
  })
  // A peer that can't agree with us is its own problem.
  return server.on('tlsClientError', (_error, socket) => socket.destroy())
}

/** The certificate may be made out to the address, or to the name that the address has. */
async function acceptVerified(socket: tls.TLSSocket, onConnection: (connection: Connection) => void): Promise<void> {
  const address = socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/, '') ?? ''
  const connection = tlsConnection(socket)
  const isMadeOutTo = (host: string) => tls.checkServerIdentity(host, socket.getPeerCertificate()) === undefined
  if (isMadeOutTo(address)) return onConnection(connection)
  socket.pause()
  const names = await reverse(address).catch(() => [])
  if (socket.destroyed || !names.some(isMadeOutTo)) socket.destroy()
  else onConnection(connection)
}

/** The peer was reached, but no TLS connection came about. Message and code are those of Node's error, its cause. */
export class TlsHandshakeError extends Error {
  override readonly name = 'TlsHandshakeError'
  readonly code: string | undefined

  constructor(cause: Error) {
    super(cause.message, { cause })
    this.code = 'code' in cause && typeof cause.code === 'string' ? cause.code : undefined
  }
}

async function connect(settings: TlsSettings, address: Address, options: ConnectOptions): Promise<Connection> {
  const { hostnameVerification, onlyByName, context } = settings
  let isReached = false
  try {
    return await connectSocket(address, options, (socket, { host }) => {
      isReached = false
      socket.once('connect', () => {
        isReached = true
      })
      const { serverName } = options
      const names = [...(onlyByName && serverName !== undefined ? [] : [host]), ...(serverName ? [serverName] : [])]
      const secure = tls.connect({
        ...context,
        socket,
        checkServerIdentity: (_name, certificate) =>
          hostnameVerification ? firstIdentity(names, certificate) : undefined,
        ...serverNameIndication(names),
      })
      return { socket: secure, ready: 'secureConnect', connection: () => tlsConnection(secure) }
    })
  } catch (error) {
    throw isReached && error instanceof Error ? new TlsHandshakeError(error) : error
  }
}

/** The reason against the certificate, unless it is made out to one of the names. */
function firstIdentity(names: readonly string[], certificate: tls.PeerCertificate): Error | undefined {
  const reasons = names.map((name) => tls.checkServerIdentity(name, certificate))
  return reasons.includes(undefined) ? undefined : reasons[0]
}

/** An address must not be asked for by name (RFC 6066, section 3). */
function serverNameIndication(names: readonly string[]): { servername?: string } {
  const name = names.find((each) => /[a-z]/i.test(each) && !each.includes(':'))
  return name === undefined ? {} : { servername: name }
}
