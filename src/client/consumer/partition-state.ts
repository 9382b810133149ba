import type { TopicPartition } from '../topic-partition.ts'
import type { FetchedChunk } from './fetched-chunk.ts'

export type ResetStrategy = 'earliest' | 'latest'

/** What a consumer knows of one of its partitions. */
export class PartitionState implements TopicPartition {
  readonly topic: string
  readonly partition: number
  /** Offset of the next record to hand out; undefined until it is found out. */
  position: number | undefined
  /** The position as of the last `poll`: what was handed out before is dealt with. */
  committable: number | undefined
  /** Where to look for a position, rather than at the committed one. */
  reset: ResetStrategy | undefined
  /** Fetched and not yet handed out, in order. */
  readonly chunks: FetchedChunk[] = []
  /** `clock.elapsed()` before which it is not fetched again. */
  notBefore = 0

  constructor({ topic, partition }: TopicPartition) {
    this.topic = topic
    this.partition = partition
  }

  /** Offset of the next record to fetch. */
  get fetchPosition(): number | undefined {
    return this.chunks.at(-1)?.nextOffset ?? this.position
  }

  seek(offset: number): void {
    this.position = offset
    this.committable = offset
    this.reset = undefined
    this.chunks.length = 0
  }

  seekTo(strategy: ResetStrategy): void {
    this.position = undefined
    this.reset = strategy
    this.chunks.length = 0
  }
}
