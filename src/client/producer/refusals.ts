import { ClientError, illegalArgument } from '../errors.ts'
import type { ProducerConfig } from './config.ts'

/** Why a record can't be taken whose batch, with nothing else in it, has that size. */
export function refusalOf(size: number, config: ProducerConfig): ClientError | undefined {
  const { maxRequestSize, bufferMemory, batchSize } = config
  if (size > maxRequestSize)
    return recordTooLarge(size, `${maxRequestSize}, which is the value of the max.request.size configuration.`)
  if (size > bufferMemory) {
    return recordTooLarge(size, 'the total memory buffer you have configured with the buffer.memory configuration.')
  }
  if (batchSize <= bufferMemory) return undefined
  const limit = `there is a hard limit of ${bufferMemory} on memory allocations.`
  return illegalArgument(`Attempt to allocate ${batchSize} bytes, but ${limit}`)
}

function recordTooLarge(size: number, limit: string): ClientError {
  const text = `The message is ${size} bytes when serialized which is larger than ${limit}`
  return new ClientError('org.apache.kafka.common.errors.RecordTooLargeException', text)
}

/** max.block.ms went by, and no answer made room. */
export function bufferExhausted({ batchSize, maxBlockMs, bufferMemory }: ProducerConfig): ClientError {
  return new ClientError(
    'org.apache.kafka.clients.producer.BufferExhaustedException',
    `Failed to allocate ${batchSize} bytes within the configured max blocking time ${maxBlockMs} ms. ` +
      `Total memory: ${bufferMemory} bytes. Available memory: 0 bytes. Poolable size: ${batchSize} bytes`,
  )
}
