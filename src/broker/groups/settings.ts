import { type Codec, codecName } from '../../wire/records/compression.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import type { GroupSettings } from './membership/effects.ts'
import type { OffsetsAppend } from './storage.ts'

/** The broker's settings for groups, all of which are read-only in Kafka. */
export interface CoordinatorSettings extends GroupSettings {
  /** How the coordinator's own records are written. */
  readonly append: OffsetsAppend
  readonly codec: Codec
  readonly maxMetadataSize: number
  readonly retentionMs: number
  readonly retentionCheckMs: number
  /** Of an offsets topic that doesn't exist yet. */
  readonly partitions: number
}

export function coordinatorSettings(config: BrokerConfig): CoordinatorSettings {
  return {
    minSessionTimeoutMs: config.get('group.min.session.timeout.ms'),
    maxSessionTimeoutMs: config.get('group.max.session.timeout.ms'),
    maxSize: config.get('group.max.size'),
    initialRebalanceDelayMs: config.get('group.initial.rebalance.delay.ms'),
    append: {
      acks: config.get('offsets.commit.required.acks') === -1 ? 'all' : 'none',
      timeoutMs: config.get('offsets.commit.timeout.ms'),
    },
    codec: codecName(config.get('offsets.topic.compression.codec')),
    maxMetadataSize: config.get('offset.metadata.max.bytes'),
    retentionMs: config.get('offsets.retention.minutes') * 60_000,
    retentionCheckMs: config.get('offsets.retention.check.interval.ms'),
    partitions: config.get('offsets.topic.num.partitions'),
  }
}
