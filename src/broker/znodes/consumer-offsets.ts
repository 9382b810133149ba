import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { createWithParents } from './create-with-parents.ts'
import { paths } from './paths.ts'

/** Offsets as Kafka 0.8 kept them, for OffsetCommit and OffsetFetch of version 0: one znode a partition, the offset as text. */
export interface ConsumerOffsets {
  get(group: string, topic: string, partition: number): Promise<number | undefined>
  /** Makes the znode with its parents when missing. */
  set(group: string, topic: string, partition: number, offset: number): Promise<void>
}

export function consumerOffsets(zookeeper: ZooKeeperClient): ConsumerOffsets {
  return {
    async get(group, topic, partition) {
      try {
        const { data } = await zookeeper.get(paths.consumerOffset(group, topic, partition))
        return data && data.length > 0 ? Number(data.toString()) : undefined
      } catch (error) {
        if (isZooKeeperError(error, 'noNode')) return undefined
        throw error
      }
    },
    async set(group, topic, partition, offset) {
      const path = paths.consumerOffset(group, topic, partition)
      const data = Buffer.from(String(offset))
      try {
        await zookeeper.set(path, data)
      } catch (error) {
        if (!isZooKeeperError(error, 'noNode')) throw error
        await createWithParents(zookeeper, path, data)
      }
    },
  }
}
