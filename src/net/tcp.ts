import * as net from 'node:net'
import { setSocketBuffers } from './socket-buffers.ts'
import { tcpConnection } from './tcp-connection.ts'
import type { Address, Connection, ConnectOptions, ListenAddress, Listener, Transport } from './transport.ts'

/** Real sockets. Nagle's algorithm is off, as in Kafka and ZooKeeper. */
export const tcpTransport: Transport = {
  resolve: resolveHost,
  listen: (address, onConnection) =>
    listenWith(
      net.createServer({ noDelay: true }, (socket) => onConnection(tcpConnection(socket))),
      address,
    ),
  connect: (address, options) =>
    connectSocket(address, options, (socket) => ({
      socket,
      ready: 'connect',
      connection: () => tcpConnection(socket),
    })),
}

export function listenWith(server: net.Server, address: ListenAddress): Promise<Listener> {
  const { promise, resolve, reject } = deferred<Listener>()
  server.once('error', reject)
  server.listen(listenOptions(address), () => {
    server.off('error', reject)
    // Out of descriptors, for instance: the peer's connect fails, the listener lives on.
    server.on('error', () => {})
    resolve(listener(server, address))
  })
  return promise
}

/** Without a host Node listens on `::` for both families, and on 0.0.0.0 where the machine has no IPv6. */
function listenOptions({ host, port, backlog }: ListenAddress): net.ListenOptions {
  return { port, ...(host === '' || host === '0.0.0.0' ? {} : { host }), ...(backlog === undefined ? {} : { backlog }) }
}

function listener(server: net.Server, { host, port }: Address): Listener {
  const bound = server.address()
  return {
    address: { host, port: bound !== null && typeof bound === 'object' ? bound.port : port },
    // Node calls back only when the last connection is gone; accepting stops at once.
    close: async () => void server.close(),
  }
}

/** What becomes of a socket: the one to use, when it is ready, and what it is then. */
interface Opening {
  readonly socket: net.Socket
  readonly ready: 'connect' | 'secureConnect'
  connection(): Connection
}

type Open = (socket: net.Socket, address: Address) => Opening

/** Tries the host's addresses one after the other, as Kafka's `client.dns.lookup=use_all_dns_ips` does. */
export async function connectSocket({ host, port }: Address, options: ConnectOptions, open: Open): Promise<Connection> {
  let failure: unknown
  for (const address of await resolveHost(host)) {
    try {
      return await connectTo({ host: address, port }, options, open)
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

function connectTo(address: Address, { timeoutMs, buffers }: ConnectOptions, open: Open): Promise<Connection> {
  const { promise, resolve, reject } = deferred<Connection>()
  const { host, port } = address
  const plain = net.connect({ host, port, noDelay: true })
  if (buffers) plain.once('connect', () => setSocketBuffers(plain, buffers))
  const { socket, ready, connection } = open(plain, address)
  const timer = setTimeout(() => socket.destroy(timedOut(host, port)), timeoutMs)
  const failed = (error: Error) => {
    clearTimeout(timer)
    reject(error)
  }
  socket.once('error', failed)
  socket.once(ready, () => {
    clearTimeout(timer)
    socket.off('error', failed)
    resolve(connection())
  })
  return promise
}

function timedOut(address: string, port: number): Error {
  const error = new Error(`connect ETIMEDOUT ${address}:${port}`)
  return Object.assign(error, { code: 'ETIMEDOUT', syscall: 'connect', address, port })
}

/** Without the test for a colon Node would compile its pattern for IPv6, 4 ms, to find that `localhost` does not match. */
function isAddress(host: string): boolean {
  return net.isIPv4(host) || (host.includes(':') && net.isIPv6(host))
}

/** `localhost` needs no resolver then (RFC 6761, section 6.3), which saves every short command 4 ms. */
function hasLoopback(): boolean {
  return Object.values(process.getBuiltinModule('node:os').networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === '127.0.0.1'),
  )
}

/** All addresses of the family that comes first, IPv4 before IPv6: the order of the JVM. */
async function resolveHost(host: string): Promise<string[]> {
  if (isAddress(host)) return [host]
  if (host === 'localhost' && hasLoopback()) return ['127.0.0.1']
  const { promise, resolve, reject } = deferred<string[]>()
  // Loaded for what is no address, 1 ms.
  process.getBuiltinModule('node:dns').lookup(host, { all: true, verbatim: false }, (error, addresses) => {
    if (error) reject(error)
    else resolve(addresses.filter(({ family }) => family === addresses[0]?.family).map(({ address }) => address))
  })
  return promise
}

interface Deferred<T> {
  promise: Promise<T>
  resolve: (value: T) => void
  reject: (error: Error) => void
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {}
  let reject: (error: Error) => void = () => {}
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}
