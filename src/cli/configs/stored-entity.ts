import { childrenIfAny } from '../../broker/znodes/children.ts'
import { defaultEntity, desanitizedName, sanitizedName } from '../../broker/znodes/entity-config.ts'
import { paths } from '../../broker/znodes/paths.ts'
import { illegalArgument } from '../../client/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { isInteger } from './checks.ts'
import type { Entities } from './entities.ts'

/** The settings in ZooKeeper itself: of users, and of brokers that are down. */
export interface StoredEntity {
  readonly type: 'users' | 'brokers'
  /** As its znode is called; undefined for all of the type. */
  readonly name: string | undefined
}

export function storedEntity({ types, names: [name] }: Entities): StoredEntity {
  const type = types[0] === 'users' ? 'users' : 'brokers'
  if (name === undefined) return { type, name }
  if (name === '') return { type, name: defaultEntity }
  return { type, name: type === 'users' ? sanitizedName(name) : name }
}

/** As it was asked for; null for the default of all. */
export function shownName({ type, name = defaultEntity }: StoredEntity): string | null {
  if (name === defaultEntity) return null
  return type === 'users' ? desanitizedName(name) : name
}

/** The entity in the words of Kafka's tool. */
export function entityText({ type, name }: StoredEntity): string {
  const typeText = type === 'users' ? 'user-principal' : type
  if (name === undefined) return type
  if (name === defaultEntity) return `default ${typeText}`
  return `${typeText} '${type === 'users' ? desanitizedName(name) : name}'`
}

/** @throws ClientError (IllegalArgumentException) when a broker concerned is up: it is the one to be asked then */
export async function requireBrokersDown(
  zookeeper: ZooKeeperClient,
  name: string | undefined,
  complaint: string,
): Promise<void> {
  const running = await runningBrokers(zookeeper, name)
  if (running === undefined) return
  const rule =
    'Broker configuration operations using ZooKeeper are only supported if the affected broker(s) are not running.'
  throw illegalArgument(`requirement failed: ${complaint} - ${running} running. ${rule}`)
}

async function runningBrokers(zookeeper: ZooKeeperClient, name: string | undefined): Promise<string | undefined> {
  if (name === defaultEntity) {
    const count = await brokerCount(zookeeper)
    return count === 0 ? undefined : `${count} brokers are`
  }
  const id = brokerId(name ?? '')
  return (await zookeeper.exists(paths.brokerId(id))) === undefined ? undefined : `broker ${id} is`
}

async function brokerCount(zookeeper: ZooKeeperClient): Promise<number> {
  return (await childrenIfAny(zookeeper, paths.brokerIds)).length
}

function brokerId(name: string): number {
  if (isInteger(name)) return Number(name)
  throw illegalArgument(`Error parsing broker ${name}. The broker's Entity Name must be a single integer value`)
}
