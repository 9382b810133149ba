import type { ZooKeeperClient } from '../../../src/zookeeper/client/client.ts'
import type { Server } from '../../kit/servers.ts'
import { withZooKeeper } from '../../kit/zookeeper-view.ts'

/** All znodes below these folders of /config, with their data, by their paths. */
export function configTree(zookeeper: Server, folders: readonly string[]): Promise<string[]> {
  return withZooKeeper(zookeeper, async (client) => {
    const lines = await Promise.all(folders.map((folder) => linesBelow(client, `/config/${folder}`)))
    return lines.flat()
  })
}

async function linesBelow(client: ZooKeeperClient, path: string): Promise<string[]> {
  const [{ data }, { children }] = await Promise.all([client.get(path), client.children(path)])
  const below = await Promise.all([...children].sort().map((child) => linesBelow(client, `${path}/${child}`)))
  return [`${path} ${data === null ? 'null' : Buffer.from(data).toString()}`, ...below.flat()]
}
