import { readFileSync } from 'node:fs'
import { systemClock } from '../../src/base/clock.ts'
import { createLogger, type Logger } from '../../src/base/logger.ts'
import { systemRandom } from '../../src/base/random.ts'
import { Cluster } from '../../src/client/cluster.ts'
import { adminConfig } from '../../src/client/config.ts'
import type { SecurityIo } from '../../src/client/security/security-io.ts'
import type { ClientTrace } from '../../src/client/trace.ts'
import { httpPost } from '../../src/net/http-post.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import { tlsTransport } from '../../src/net/tls/tls-transport.ts'

/** A logger whose lines can be looked at, without their timestamps. */
export function captureLog(): { logger: Logger; lines: string[] } {
  const lines: string[] = []
  const write = (line: string) => lines.push(line.replace(/^\[[^\]]*\] /, '').trimEnd())
  return { logger: createLogger({ clock: systemClock, name: 'test', level: 'WARN', write }), lines }
}

export async function openCluster(
  servers: string,
  properties: Record<string, string> = {},
  logger: Logger = captureLog().logger,
  trace?: ClientTrace,
): Promise<Cluster> {
  const config = adminConfig(new Map(Object.entries({ ...properties, 'bootstrap.servers': servers })))
  const io = { clock: systemClock, random: systemRandom, transport: tcpTransport, logger, security, trace }
  return Cluster.open(config, io)
}

/** As a command has it, without system properties. */
const security: SecurityIo = {
  readFile: (name) => readFileSync(name),
  systemProperty: () => undefined,
  tlsTransport: async (settings) => tlsTransport(settings),
  httpPost,
}
