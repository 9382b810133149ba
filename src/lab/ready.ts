import { readFileSync } from 'node:fs'
import type { Clock } from '../base/clock.ts'
import { parseProperties } from '../base/properties.ts'
import { ClientConnection } from '../net/client-connection.ts'
import type { Address, Connection, Transport } from '../net/transport.ts'
import { decodeResponse, encodeRequestFrame } from '../wire/kafka/headers.ts'
import { MetadataRequest, MetadataResponse } from '../wire/kafka/metadata.ts'
import type { Service } from './services/service.ts'

export type Endpoint = Address

const probeTimeoutMs = 1000

/** Where the service's configuration file makes it listen. */
export function serviceEndpoint(service: Service): Endpoint {
  const settings = parseProperties(readFileSync(service.configFile, 'utf8'))
  if (service.answers === 'zookeeper') {
    return { host: settings.get('clientPortAddress') ?? 'localhost', port: Number(settings.get('clientPort') ?? 2181) }
  }
  const first = (settings.get('listeners') ?? 'PLAINTEXT://:9092').split(',')[0] ?? ''
  const match = /^\w+:\/\/\[?([^\]]*?)\]?:(\d+)$/.exec(first.trim())
  return { host: match?.[1] || 'localhost', port: Number(match?.[2] ?? 9092) }
}

/** Whether a server there does its work: ZooKeeper says its mode, a broker knows a controller, and that many brokers. */
export async function answers(
  clock: Clock,
  transport: Transport,
  kind: Service['answers'],
  endpoint: Endpoint,
  brokers = 1,
): Promise<boolean> {
  try {
    const connection = await transport.connect(endpoint, { timeoutMs: probeTimeoutMs })
    if (kind === 'zookeeper') return (await modeOn(clock, connection)) !== undefined
    return await knowsController(clock, connection, brokers)
  } catch {
    return false
  }
}

/** What the ZooKeeper server there is: `standalone`, `leader`, `follower`, …; undefined for one that serves nobody. */
export async function zooKeeperMode(
  clock: Clock,
  transport: Transport,
  endpoint: Endpoint,
): Promise<string | undefined> {
  try {
    return await modeOn(clock, await transport.connect(endpoint, { timeoutMs: probeTimeoutMs }))
  } catch {
    return undefined
  }
}

function modeOn(clock: Clock, connection: Connection): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = ''
    const patience = clock.after(probeTimeoutMs, () => connection.destroy())
    connection.onData((chunk) => {
      answer += chunk.toString('latin1')
    })
    connection.onClose(() => {
      patience.cancel()
      resolve(/^Mode: (.+)$/m.exec(answer)?.[1])
    })
    connection.write([Buffer.from('srvr')])
  })
}

async function knowsController(clock: Clock, connection: Connection, atLeast: number): Promise<boolean> {
  const version = 1
  const client = new ClientConnection(connection, { clock })
  try {
    const frame = (correlationId: number) =>
      encodeRequestFrame(MetadataRequest, version, correlationId, 'kafkabox', { topics: [] })
    const answer = await client.request(frame, probeTimeoutMs)
    const { controllerId, brokers } = decodeResponse(MetadataResponse, version, answer)
    return brokers.length >= atLeast && brokers.some(({ nodeId }) => nodeId === controllerId)
  } finally {
    connection.destroy()
  }
}
