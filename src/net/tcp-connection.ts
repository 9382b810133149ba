import type { Socket } from 'node:net'
import { onBytes } from './lent-bytes.ts'
import { Sender } from './sender.ts'
import type { Connection } from './transport.ts'

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
