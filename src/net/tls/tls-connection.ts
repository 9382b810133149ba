import type { TLSSocket } from 'node:tls'
import { tcpConnection } from '../tcp-connection.ts'
import type { Connection, PeerCertificate } from '../transport.ts'
import { subjectOf } from './distinguished-name.ts'

/** An open TLS socket as a `Connection`. */
export function tlsConnection(socket: TLSSocket): Connection {
  const connection = tcpConnection(socket)
  return {
    ...connection,
    // What comes in has been decrypted into memory of its own anyway.
    onBytes: (handler) => connection.onData(handler),
    peerCertificate: () => peerCertificate(socket),
  }
}

function peerCertificate(socket: TLSSocket): PeerCertificate | undefined {
  const { raw } = socket.getPeerX509Certificate() ?? {}
  return raw === undefined ? undefined : { subject: subjectOf(raw), der: raw }
}
