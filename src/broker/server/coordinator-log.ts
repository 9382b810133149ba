import type { Clock } from '../../base/clock.ts'
import { readAll } from '../../log/index.ts'
import { errorCode, KafkaError } from '../../wire/kafka/errors.ts'
import { delayed } from '../delayed/delayed.ts'
import type { Appended, OffsetsAppend, OffsetsLog } from '../groups/storage.ts'
import type { MetadataCache } from '../metadata/cache.ts'
import type { Partition } from '../replicas/partition.ts'
import type { ReplicaManager } from '../replicas/replica-manager.ts'

const failed = (error: unknown): Appended => ({
  errorCode: error instanceof KafkaError ? error.code : errorCode('UNKNOWN_SERVER_ERROR'),
  baseOffset: -1,
})

/** A coordinator's topic, as it lies in this broker's replicas. */
export class ReplicatedLog implements OffsetsLog {
  readonly #topic: string
  readonly #replicas: ReplicaManager
  readonly #metadata: MetadataCache
  readonly #clock: Clock

  constructor(topic: string, replicas: ReplicaManager, metadata: MetadataCache, clock: Clock) {
    this.#topic = topic
    this.#replicas = replicas
    this.#metadata = metadata
    this.#clock = clock
  }

  partitionCount(): number | undefined {
    return this.#metadata.topic(this.#topic)?.partitions.size
  }

  async append(partition: number, batch: Buffer, { acks, timeoutMs }: OffsetsAppend): Promise<Appended> {
    try {
      const replica = this.#replicas.partitionOrThrow(this.#topic, partition)
      const { firstOffset, lastOffset } = replica.append(batch, acks === 'all' ? -1 : 1, { origin: 'coordinator' })
      const stored: Appended = { errorCode: 0, baseOffset: firstOffset }
      return acks === 'none' ? stored : await this.#committed(replica, lastOffset + 1, stored, timeoutMs)
    } catch (error) {
      return failed(error)
    }
  }

  async #committed(replica: Partition, required: number, stored: Appended, timeoutMs: number): Promise<Appended> {
    return delayed<Appended>({
      clock: this.#clock,
      timeoutMs,
      rooms: [replica.room],
      tryComplete: () => (replica.committed(required) === true ? stored : undefined),
      expired: () => failed(new KafkaError('REQUEST_TIMED_OUT')),
    })
  }

  bounds(partition: number): { start: number; end: number } | undefined {
    const log = this.#replicas.partition(this.#topic, partition)?.log
    return log === undefined ? undefined : { start: log.logStartOffset, end: log.logEndOffset }
  }

  read(partition: number, offset: number, maxBytes: number): Buffer {
    const { log } = this.#replicas.partitionOrThrow(this.#topic, partition)
    return readAll(log.read(offset, maxBytes, { upTo: 'logEnd', minOneMessage: true }))
  }
}
