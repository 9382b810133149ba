import { zooKeeperVersion } from '../../wire/jute/version.ts'
import type { ConnectionView, ServerView, Word } from './word.ts'

export const ruok: Word = () => 'imok'

export const isro: Word = ({ source }) => (source.role === 'read-only' ? 'ro' : 'rw')

export const srvr: Word = (server) => `${heading(server)}${figures(server)}`

export const stat: Word = (server) => {
  const clients = [...server.connections].map((connection) => ` ${brief(connection)}\n`).join('')
  return `${heading(server)}Clients:\n${clients}\n${figures(server)}`
}

export const cons: Word = (server) => `${[...server.connections].map((each) => ` ${full(each)}\n`).join('')}\n`

export const crst: Word = (server) => {
  for (const connection of server.connections) connection.resetStats()
  return 'Connection stats reset.\n'
}

export const srst: Word = (server) => {
  server.stats.reset()
  return 'Server stats reset.\n'
}

function heading({ source }: ServerView): string {
  const note = source.role === 'read-only' ? 'READ-ONLY mode; serving only read-only clients\n' : ''
  return `Zookeeper version: ${zooKeeperVersion}\n${note}`
}

function figures({ stats, database, connections, outstanding, source }: ServerView): string {
  const { min, average, max } = stats.latency
  return [
    `Latency min/avg/max: ${min}/${decimal(average)}/${max}`,
    `Received: ${stats.received}`,
    `Sent: ${stats.sent}`,
    `Connections: ${connections.size}`,
    `Outstanding: ${outstanding}`,
    `Zxid: 0x${database.lastZxid.toString(16)}`,
    `Mode: ${source.role}`,
    `Node count: ${database.tree.size + 1}`,
    ...source.statusLines,
    '',
  ].join('\n')
}

/** As Java prints a double that was rounded to four places. */
export function decimal(value: number): string {
  const rounded = Math.round(value * 10_000) / 10_000
  return Number.isInteger(rounded) ? `${rounded}.0` : String(rounded)
}

function brief({ peer, queued, received, sent, sessionId }: ConnectionView): string {
  return `/${peer}[${sessionId === 0n ? 0 : 1}](queued=${queued},recved=${received},sent=${sent})`
}

function full(connection: ConnectionView): string {
  const { sessionId, latency, queued, received, sent } = connection
  const counts = `queued=${queued},recved=${received},sent=${sent}`
  if (sessionId === 0n) return `/${connection.peer}[0](${counts})`
  const session = [
    `sid=0x${BigInt.asUintN(64, sessionId).toString(16)}`,
    `lop=${connection.lastOperation}`,
    `est=${connection.established}`,
    `to=${connection.timeout}`,
    `lcxid=0x${(connection.lastCxid >>> 0).toString(16)}`,
    `lzxid=0x${BigInt.asUintN(64, connection.lastZxid).toString(16)}`,
    `lresp=${connection.lastResponse}`,
    `llat=${latency.last},minlat=${latency.min},avglat=${Math.round(latency.average)},maxlat=${latency.max}`,
  ]
  return `/${connection.peer}[1](${counts},${session.join(',')})`
}
