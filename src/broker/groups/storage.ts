import type { CoordinatorLog } from '../coordinators/hosted-partitions.ts'

/** How an append to the offsets topic ended. */
export interface Appended {
  /** Kafka's error code; 0 when the batch is stored as asked. */
  readonly errorCode: number
  /** Offset of the batch's first record; −1 with an error. */
  readonly baseOffset: number
}

export interface OffsetsAppend {
  /** `all`: answered when every replica in sync has it; `none`: answered when it is in the leader's log. */
  readonly acks: 'all' | 'none'
  /** How long to wait for the replicas; then the error is REQUEST_TIMED_OUT. */
  readonly timeoutMs: number
}

/**
 * The log of the offsets topic (`__consumer_offsets`) on this broker, as the group coordinator needs it. The broker's
 * replicas implement it; a test may do so in memory.
 */
export interface OffsetsLog extends CoordinatorLog {
  /**
   * Appends one batch as its coordinator (internal topics and null keys are allowed). Never throws: a partition that
   * isn't led here is NOT_LEADER_OR_FOLLOWER, and so on. The batch's base offset and leader epoch are stamped in place.
   */
  append(partition: number, batch: Buffer, options: OffsetsAppend): Promise<Appended>
}
