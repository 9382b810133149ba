import type { Clock } from '../base/clock.ts'
import type { Address, Transport } from './transport.ts'

/** What a server speaks that is not Kafka, or not in the clear. */
export type Protocol = 'HTTP' | 'TLS' | 'ZooKeeper' | 'SSH' | 'Redis'

/** Told from a server's first bytes; undefined where they tell nothing. */
export function protocolOf(bytes: Buffer): Protocol | undefined {
  const text = bytes.toString('latin1')
  if (/^HTTP\/\d/.test(text)) return 'HTTP'
  if (text.startsWith('SSH-')) return 'SSH'
  if (/^(?:-ERR|-NOAUTH|\+PONG)/.test(text)) return 'Redis'
  if (/^(?:Zookeeper version|srvr is not executed|This ZooKeeper instance)/i.test(text)) return 'ZooKeeper'
  return isTlsRecord(bytes) ? 'TLS' : undefined
}

const [alert, handshake] = [21, 22]

/** RFC 8446, 5.1: content type, then version 3.x. */
function isTlsRecord(bytes: Buffer): boolean {
  return bytes.length >= 3 && (bytes[0] === alert || bytes[0] === handshake) && bytes[1] === 3 && (bytes[2] ?? 9) <= 4
}

/** A ClientHello of TLS 1.2 (RFC 5246, 7.4.1.2) with two cipher suites: a TLS server answers with a hello or an alert. */
const clientHello = Buffer.from(`16030100310100002d0303${'00'.repeat(32)}000004c02fc03001000000`, 'hex')

const questions = [Buffer.from('srvr'), Buffer.from('GET / HTTP/1.0\r\n\r\n'), clientHello]

/** Asks a server that said nothing in words of several protocols, each on a connection of its own, for so long at most. */
export async function probeProtocol(
  transport: Transport,
  clock: Clock,
  address: Address,
  timeoutMs: number,
): Promise<Protocol | undefined> {
  const answers = await Promise.all(
    questions.map((question) => firstBytes(transport, clock, address, question, timeoutMs)),
  )
  return answers.map(protocolOf).find((protocol) => protocol !== undefined)
}

/** Empty when the server takes no connection, ends it or stays silent. */
async function firstBytes(
  transport: Transport,
  clock: Clock,
  address: Address,
  question: Buffer,
  timeoutMs: number,
): Promise<Buffer> {
  const connection = await transport.connect(address, { timeoutMs }).catch(() => undefined)
  if (connection === undefined) return Buffer.alloc(0)
  return new Promise((resolve) => {
    const end = (bytes: Buffer) => {
      timer.cancel()
      connection.destroy()
      resolve(bytes)
    }
    const timer = clock.after(timeoutMs, () => end(Buffer.alloc(0)))
    connection.onData(end)
    connection.onClose(() => end(Buffer.alloc(0)))
    connection.write([question])
  })
}
