import { isZooKeeperError } from '../../wire/jute/errors.ts'
import { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { parseConnectString } from '../../zookeeper/client/connect-string.ts'
import type { LocalClusterOptions } from './local-cluster.ts'

const sessionTimeoutMs = 18_000

/**
 * Takes away what the broker of an earlier run, which was killed, left in ZooKeeper. Its session would keep that for
 * seconds, in which no broker can start; but we hold the folder's lock, and know that it is gone.
 */
export async function forgetLostBroker(options: LocalClusterOptions, zookeeperPort: number): Promise<void> {
  const { host, transport, clock, random, logger } = options
  const zookeeper = await ZooKeeperClient.connect({
    ...parseConnectString(`${host}:${zookeeperPort}`),
    ...{ sessionTimeoutMs, connectionTimeoutMs: sessionTimeoutMs },
    ...{ transport, clock, random, logger },
  })
  try {
    for (const path of ['/brokers/ids/0', '/controller']) await remove(zookeeper, path)
  } finally {
    await zookeeper.close()
  }
}

async function remove(zookeeper: ZooKeeperClient, path: string): Promise<void> {
  try {
    await zookeeper.delete(path)
  } catch (error) {
    if (!isZooKeeperError(error, 'noNode')) throw error
  }
}
