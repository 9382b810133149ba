import { systemClock } from '../../src/base/clock.ts'
import { silentLogger } from '../../src/base/logger.ts'
import { systemRandom } from '../../src/base/random.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import { ZooKeeperClient, type ZooKeeperClientOptions } from '../../src/zookeeper/client/client.ts'

export const clientOptions = (port: number, more: Partial<ZooKeeperClientOptions> = {}): ZooKeeperClientOptions => ({
  servers: [{ host: '127.0.0.1', port }],
  sessionTimeoutMs: 6000,
  transport: tcpTransport,
  clock: systemClock,
  random: systemRandom,
  logger: silentLogger,
  ...more,
})

export function connectTo(port: number, more: Partial<ZooKeeperClientOptions> = {}): Promise<ZooKeeperClient> {
  return ZooKeeperClient.connect({ ...clientOptions(port, more), connectionTimeoutMs: 30_000 })
}
