import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'

/** The names below a znode; none where the znode is missing. */
export async function childrenIfAny(zookeeper: ZooKeeperClient, path: string): Promise<readonly string[]> {
  try {
    return (await zookeeper.children(path)).children
  } catch (error) {
    if (isZooKeeperError(error, 'noNode')) return []
    throw error
  }
}
