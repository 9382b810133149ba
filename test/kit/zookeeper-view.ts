import { systemClock } from '../../src/base/clock.ts'
import { silentLogger } from '../../src/base/logger.ts'
import { systemRandom } from '../../src/base/random.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import { ZooKeeperClient } from '../../src/zookeeper/client/client.ts'
import { eventually, type Server } from './servers.ts'

/** Runs `use` with a session at the ZooKeeper, which is closed after it. */
export async function withZooKeeper<T>(server: Server, use: (client: ZooKeeperClient) => Promise<T>): Promise<T> {
  const client = await ZooKeeperClient.connect({
    servers: [{ host: 'localhost', port: server.port }],
    sessionTimeoutMs: 10_000,
    connectionTimeoutMs: 30_000,
    transport: tcpTransport,
    clock: systemClock,
    random: systemRandom,
    logger: silentLogger,
  })
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

/** After a kill the broker's session is left behind, and with it its registration: no broker starts under its id before it is gone. */
export function registrationGone(zookeeper: Server, brokerId = 0): Promise<void> {
  return withZooKeeper(zookeeper, (client) =>
    eventually('the registration of the killed broker has expired', async () => {
      return (await client.exists(`/brokers/ids/${brokerId}`)) === undefined
    }),
  )
}
