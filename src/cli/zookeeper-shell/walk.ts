import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import type { WatchHandler } from '../../zookeeper/client/watches.ts'

export function childPath(parent: string, name: string): string {
  return parent === '/' ? `/${name}` : `${parent}/${name}`
}

/** All paths of a subtree: a node's children by name, then what is below each of them. Nodes that vanish meanwhile are left out. */
export async function walk(
  zookeeper: ZooKeeperClient,
  path: string,
  visit: (path: string) => void,
  watch?: WatchHandler,
): Promise<void> {
  await zookeeper.get(path, { watch })
  visit(path)
  await visitBelow(zookeeper, path, visit, watch)
}

async function visitBelow(
  zookeeper: ZooKeeperClient,
  path: string,
  visit: (path: string) => void,
  watch: WatchHandler | undefined,
): Promise<void> {
  const children = await childrenOf(zookeeper, path, watch)
  for (const child of children) visit(child)
  for (const child of children) await visitBelow(zookeeper, child, visit, watch)
}

async function childrenOf(
  zookeeper: ZooKeeperClient,
  path: string,
  watch: WatchHandler | undefined,
): Promise<string[]> {
  try {
    const { children } = await zookeeper.children(path, { watch })
    return children.sort().map((name) => childPath(path, name))
  } catch (error) {
    if (isZooKeeperError(error, 'noNode')) return []
    throw error
  }
}
