import { openAcl } from '../../wire/jute/data.ts'
import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { topLevelPaths } from '../znodes/paths.ts'

/** Makes a node and the ones above it, all sent at once; those that are there already stay as they are. */
export async function ensurePath(zookeeper: ZooKeeperClient, path: string, acl = openAcl): Promise<void> {
  const steps = path.split('/').slice(1)
  await Promise.all(steps.map((_, depth) => ensureNode(zookeeper, `/${steps.slice(0, depth + 1).join('/')}`, acl)))
}

async function ensureNode(zookeeper: ZooKeeperClient, path: string, acl = openAcl): Promise<void> {
  try {
    await zookeeper.create(path, null, { acl })
  } catch (error) {
    if (!isZooKeeperError(error, 'nodeExists')) throw error
  }
}

/** Makes the nodes that every broker expects. ZooKeeper carries a session's requests out in order: parents come first. */
export async function ensureTopLevelPaths(zookeeper: ZooKeeperClient): Promise<void> {
  const parents = ['/brokers', '/config', '/admin', '/cluster']
  const all = new Set<string>()
  for (const path of topLevelPaths) {
    const parent = path.slice(0, path.lastIndexOf('/'))
    if (parents.includes(parent)) all.add(parent)
    all.add(path)
  }
  await Promise.all([...all].map((path) => ensureNode(zookeeper, path)))
}
