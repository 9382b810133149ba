import { tcpTransport } from '../../../src/net/tcp.ts'

/** So many ports that nobody listens on just now. */
export async function freePorts(count: number): Promise<number[]> {
  const address = { host: '127.0.0.1', port: 0 }
  const listeners = await Promise.all(Array.from({ length: count }, () => tcpTransport.listen(address, () => {})))
  await Promise.all(listeners.map((listener) => listener.close()))
  return listeners.map((listener) => listener.address.port)
}
