import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'

/** Makes a znode and those above it that are missing; one that somebody else made meanwhile gets the data. */
export async function createWithParents(zookeeper: ZooKeeperClient, path: string, data: Buffer): Promise<void> {
  await createParents(zookeeper, path)
  if (!(await createUnlessThere(zookeeper, path, data))) await zookeeper.set(path, data)
}

/** Makes the znodes above this one that are missing. */
export async function createParents(zookeeper: ZooKeeperClient, path: string): Promise<void> {
  const names = path.split('/').slice(1)
  for (let depth = 1; depth < names.length; depth++) {
    await createUnlessThere(zookeeper, `/${names.slice(0, depth).join('/')}`, null)
  }
}

async function createUnlessThere(zookeeper: ZooKeeperClient, path: string, data: Buffer | null): Promise<boolean> {
  try {
    await zookeeper.create(path, data)
    return true
  } catch (error) {
    if (isZooKeeperError(error, 'nodeExists')) return false
    throw error
  }
}
