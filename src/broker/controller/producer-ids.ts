import { isZooKeeperError } from '../../wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import { paths } from '../znodes/paths.ts'
import { decodeProducerIdBlock, encodeProducerIdBlock, type ProducerIdBlock } from '../znodes/producer-id-block.ts'

/** Producer ids come in blocks of this many. */
export const producerIdBlockSize = 1000

/** Takes the next block of producer ids for a broker; nobody else gets them. */
export async function nextProducerIdBlock(zookeeper: ZooKeeperClient, broker: number): Promise<ProducerIdBlock> {
  for (;;) {
    const { data, stat } = await zookeeper.get(paths.producerIdBlock)
    const first = data === null || data.length === 0 ? 0 : decodeProducerIdBlock(data).last + 1
    const block = { broker, first, last: first + producerIdBlockSize - 1 }
    try {
      await zookeeper.set(paths.producerIdBlock, encodeProducerIdBlock(block), stat.version)
      return block
    } catch (error) {
      if (!isZooKeeperError(error, 'badVersion')) throw error
    }
  }
}
