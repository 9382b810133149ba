import { systemClock } from '../../src/base/clock.ts'
import { createLogger, type Logger } from '../../src/base/logger.ts'
import { systemRandom } from '../../src/base/random.ts'
import { Cluster } from '../../src/client/cluster.ts'
import { adminConfig } from '../../src/client/config.ts'
import { tcpTransport } from '../../src/net/tcp.ts'

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
): Promise<Cluster> {
  const config = adminConfig(new Map(Object.entries({ ...properties, 'bootstrap.servers': servers })))
  return Cluster.open(config, { clock: systemClock, random: systemRandom, transport: tcpTransport, logger })
}
