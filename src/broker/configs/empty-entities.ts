import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { childrenIfAny } from '../znodes/children.ts'
import { decodeEntityConfig } from '../znodes/entity-config.ts'
import { type ConfigEntityType, paths } from '../znodes/paths.ts'

/**
 * Removes the znode of an entity that has no settings any more, and those above it that are there for its sake alone.
 * False when it has to stay for what is below it.
 */
export async function removeEmptyEntity(
  zookeeper: ZooKeeperClient,
  type: ConfigEntityType,
  name: string,
): Promise<boolean> {
  if ((await childrenIfAny(zookeeper, paths.config(type, name))).length > 0) return false
  const [user = '', , client] = name.split('/')
  await removeIfThere(zookeeper, paths.config(type, name))
  if (client !== undefined) await removeUserOfNoClients(zookeeper, user)
  return true
}

async function removeUserOfNoClients(zookeeper: ZooKeeperClient, user: string): Promise<void> {
  const clients = paths.config('users', `${user}/clients`)
  if ((await childrenIfAny(zookeeper, clients)).length > 0) return
  await removeIfThere(zookeeper, clients)
  if (!(await hasSettings(zookeeper, paths.config('users', user)))) {
    await removeIfThere(zookeeper, paths.config('users', user))
  }
}

async function hasSettings(zookeeper: ZooKeeperClient, path: string): Promise<boolean> {
  try {
    const { data } = await zookeeper.get(path)
    return data !== null && decodeEntityConfig(data).size > 0
  } catch (error) {
    if (isZooKeeperError(error, 'noNode')) return false
    throw error
  }
}

/** What got children meanwhile stays. */
async function removeIfThere(zookeeper: ZooKeeperClient, path: string): Promise<void> {
  try {
    await zookeeper.delete(path)
  } catch (error) {
    if (!isZooKeeperError(error, 'noNode') && !isZooKeeperError(error, 'notEmpty')) throw error
  }
}
