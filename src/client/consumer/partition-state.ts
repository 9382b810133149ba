import type { TopicPartition } from '../topic-partition.ts'
import type { FetchedChunk } from './fetched-chunk.ts'

export type ResetStrategy = 'earliest' | 'latest'

/** Who leads a partition, and as of which epoch. */
export interface Leadership {
  readonly leaderId: number
  readonly leaderEpoch: number
}

/** What a consumer knows of one of its partitions. */
export class PartitionState implements TopicPartition {
  readonly topic: string
  readonly partition: number
  /** Offset of the next record to hand out; undefined until it is found out. */
  position: number | undefined
  /** The epoch of the leader that took the record before it; −1 while that is not known. */
  positionEpoch = -1
  /** The position as of the last `poll`: what was handed out before is dealt with. */
  committable: number | undefined
  committableEpoch = -1
  /** Where to look for a position, rather than at the committed one. */
  reset: ResetStrategy | undefined
  /** Fetched and not yet handed out, in order. */
  readonly chunks: FetchedChunk[] = []
  /** `clock.elapsed()` before which it is not fetched again. */
  notBefore = 0
  /** The leader under which the position is known to be one of the log (KIP-320). */
  #validUnder: Leadership | undefined
  #preferred: { readonly broker: number; readonly until: number } | undefined

  constructor({ topic, partition }: TopicPartition) {
    this.topic = topic
    this.partition = partition
  }

  /** Offset of the next record to fetch. */
  get fetchPosition(): number | undefined {
    return this.chunks.at(-1)?.nextOffset ?? this.position
  }

  /** Hands out the first chunk's place: the next record is the one behind it. */
  advance(chunk: FetchedChunk): void {
    this.position = chunk.nextOffset
    if (chunk.leaderEpoch >= 0) this.positionEpoch = chunk.leaderEpoch
  }

  /** What was handed out so far may be committed. */
  settle(): void {
    this.committable = this.position
    this.committableEpoch = this.positionEpoch
  }

  seek(offset: number, epoch = -1): void {
    this.position = offset
    this.positionEpoch = epoch
    this.settle()
    this.reset = undefined
    this.#validUnder = undefined
    this.chunks.length = 0
  }

  seekTo(strategy: ResetStrategy): void {
    this.position = undefined
    this.positionEpoch = -1
    this.reset = strategy
    this.#validUnder = undefined
    this.chunks.length = 0
  }

  /** Nothing may be fetched before the leader has confirmed the position: it may have lost records that another one had. */
  needsValidation({ leaderId, leaderEpoch }: Leadership): boolean {
    const known = this.#validUnder
    return known === undefined || known.leaderId !== leaderId || known.leaderEpoch !== leaderEpoch
  }

  /** The leader confirmed the position, or there is nothing to ask it. */
  validated(leadership: Leadership): void {
    this.#validUnder = leadership
  }

  /** The broker to read from in place of the leader (KIP-392); undefined for the leader. */
  preferredReplica(now: number): number | undefined {
    if (this.#preferred !== undefined && this.#preferred.until <= now) this.#preferred = undefined
    return this.#preferred?.broker
  }

  prefer(broker: number, until: number): void {
    this.#preferred = { broker, until }
  }

  preferLeader(): void {
    this.#preferred = undefined
  }
}
