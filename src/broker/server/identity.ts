import type { Clock } from '../../base/clock.ts'
import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import { isDiskError, type MetaProperties, readMetaProperties, writeMetaProperties } from '../../log/index.ts'
import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import { decodeClusterId, encodeClusterId } from '../znodes/cluster-id.ts'
import { paths } from '../znodes/paths.ts'
import { ensurePath } from './top-level-paths.ts'

export interface Identity {
  readonly clusterId: string
  readonly brokerId: number
}

/** The cluster's id; the first broker of a cluster makes it up. */
export async function clusterId(zookeeper: ZooKeeperClient, random: Random): Promise<string> {
  try {
    const { data } = await zookeeper.get(paths.clusterId)
    if (data !== null) return decodeClusterId(data)
  } catch (error) {
    if (!isZooKeeperError(error, 'noNode')) throw error
  }
  const id = kafkaClusterId(random)
  try {
    await ensurePath(zookeeper, '/cluster')
    await zookeeper.create(paths.clusterId, encodeClusterId(id))
    return id
  } catch (error) {
    if (!isZooKeeperError(error, 'nodeExists')) throw error
    return clusterId(zookeeper, random)
  }
}

/** 16 random bytes in base64url, as Kafka's; never with a leading dash. */
function kafkaClusterId(random: Random): string {
  for (;;) {
    const id = random.bytes(16).toString('base64url')
    if (!id.startsWith('-')) return id
  }
}

/**
 * What the log directories say who they belong to, by directory. One without `meta.properties` is not in it, nor one that
 * can't be read: that one the log manager will find offline.
 */
export function readMetas(disk: Disk, directories: readonly string[], logger: Logger): Map<string, MetaProperties> {
  const metas = new Map<string, MetaProperties>()
  for (const directory of directories) {
    const meta = disk.exists(directory) ? readMeta(disk, directory, logger) : undefined
    if (meta !== undefined) metas.set(directory, meta)
  }
  return metas
}

function readMeta(disk: Disk, directory: string, logger: Logger): MetaProperties | undefined {
  try {
    return readMetaProperties(disk, directory)
  } catch (error) {
    if (!isDiskError(error)) throw error
    logger.error(`Failed to read meta.properties file in ${directory}: ${error.message}`)
    return undefined
  }
}

/** Throws with Kafka's words when a directory belongs to another cluster or broker. */
export function checkMetas(metas: ReadonlyMap<string, MetaProperties>, cluster: string, configuredId: number): void {
  let known = configuredId >= 0 ? configuredId : undefined
  for (const [directory, meta] of metas) {
    const file = `${directory}/meta.properties`
    if (meta.clusterId !== undefined && meta.clusterId !== cluster) {
      throw new Error(`Invalid cluster.id in: ${file}. Expected ${cluster}, but read ${meta.clusterId}`)
    }
    if (meta.brokerId === undefined) continue
    known ??= meta.brokerId
    if (meta.brokerId === known) continue
    throw new Error(
      `Stored node id ${meta.brokerId} doesn't match previous node id ${known} in ${file}. If you moved your data, make sure your configured node id matches. If you intend to create a new node, you should remove all data in your data directories.`,
    )
  }
}

/** The broker's id: as configured, as its directories say, or a new one from ZooKeeper. */
export async function brokerId(
  zookeeper: ZooKeeperClient,
  config: BrokerConfig,
  metas: ReadonlyMap<string, MetaProperties>,
): Promise<number> {
  const configured = config.get('broker.id')
  if (configured >= 0) return configured
  const stored = [...metas.values()].find((meta) => meta.brokerId !== undefined)?.brokerId
  if (stored !== undefined) return stored
  const { version } = await zookeeper.set(paths.brokerSequence, Buffer.alloc(0))
  return version + config.get('reserved.broker.max.id')
}

/** Marks directories as this broker's where they are not yet. */
export function writeMetas(
  disk: Disk,
  directories: readonly string[],
  metas: ReadonlyMap<string, MetaProperties>,
  identity: Identity,
  clock: Clock,
  logger: Logger,
): void {
  for (const directory of directories) {
    const meta = metas.get(directory)
    if (meta?.clusterId === identity.clusterId && meta.brokerId === identity.brokerId) continue
    try {
      disk.makeDirectory(directory)
      writeMetaProperties(disk, directory, { version: 0, ...identity }, clock)
    } catch (error) {
      // The other directories may do; the log manager has the last word on each.
      logger.error(`Error while writing meta.properties to ${directory}: ${String(error)}`)
    }
  }
}
