import * as net from 'node:net'
import { listenWith, tcpTransport } from '../tcp.ts'
import { tcpConnection } from '../tcp-connection.ts'
import type { Connection, Transport } from '../transport.ts'
import type { TlsSettings } from './tls-settings.ts'
import { tlsAcceptor } from './tls-transport.ts'

/** What a TLS client's first byte is: the type of a handshake record (RFC 8446, section 5.1). */
const handshake = 0x16

/** Who connects and says nothing is sent away after this time. */
const patienceMs = 10_000

/** Listens for both those who speak TLS and those who don't (ZooKeeper's `client.portUnification`); connects without. */
export function unifiedTransport(settings: TlsSettings): Transport {
  return {
    ...tcpTransport,
    listen: (address, onConnection) => listenWith(unifiedServer(settings, onConnection), address),
  }
}

function unifiedServer(settings: TlsSettings, onConnection: (connection: Connection) => void): net.Server {
  const secure = tlsAcceptor(settings, onConnection)
  return net.createServer({ noDelay: true }, (socket) => {
    const forget = () => socket.destroy()
    socket.once('error', forget)
    socket.setTimeout(patienceMs, forget)
    socket.once('readable', () => {
      const first: Buffer | null = socket.read(1)
      if (first === null) return
      socket.off('error', forget).setTimeout(0)
      socket.unshift(first)
      if (first[0] === handshake) secure(socket)
      else onConnection(tcpConnection(socket))
    })
  })
}
