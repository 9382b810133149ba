/** What a partition's log is told by the broker's and its topic's configs; numbers in the configs' own units. */
export interface LogConfig {
  readonly segmentBytes: number
  readonly segmentMs: number
  readonly segmentJitterMs: number
  readonly segmentIndexBytes: number
  readonly indexIntervalBytes: number
  readonly preallocate: boolean
  readonly flushMessages: number
  readonly flushMs: number
  /** −1: without bounds. */
  readonly retentionBytes: number
  /** −1: without bounds. */
  readonly retentionMs: number
  readonly fileDeleteDelayMs: number
  /** Both may be set: `cleanup.policy=compact,delete`. */
  readonly compact: boolean
  readonly delete: boolean
  readonly deleteRetentionMs: number
  readonly minCompactionLagMs: number
  readonly maxCompactionLagMs: number
  readonly minCleanableDirtyRatio: number
  readonly maxMessageBytes: number
  readonly compressionType: 'producer' | 'uncompressed' | 'gzip' | 'snappy' | 'lz4' | 'zstd'
  readonly messageTimestampType: 'CreateTime' | 'LogAppendTime'
  readonly messageTimestampBeforeMaxMs: number
  readonly messageTimestampAfterMaxMs: number
  readonly messageDownconversionEnable: boolean
  readonly minInsyncReplicas: number
  readonly uncleanLeaderElectionEnable: boolean
}

/** Kafka's infinite `long`, as near as a number comes. */
export const unboundedMs = Number.MAX_SAFE_INTEGER

/** Kafka 3.7's defaults. */
export const defaultLogConfig: LogConfig = {
  segmentBytes: 1073741824,
  segmentMs: 604800000,
  segmentJitterMs: 0,
  segmentIndexBytes: 10485760,
  indexIntervalBytes: 4096,
  preallocate: false,
  flushMessages: unboundedMs,
  flushMs: unboundedMs,
  retentionBytes: -1,
  retentionMs: 604800000,
  fileDeleteDelayMs: 60000,
  compact: false,
  delete: true,
  deleteRetentionMs: 86400000,
  minCompactionLagMs: 0,
  maxCompactionLagMs: unboundedMs,
  minCleanableDirtyRatio: 0.5,
  maxMessageBytes: 1048588,
  compressionType: 'producer',
  messageTimestampType: 'CreateTime',
  messageTimestampBeforeMaxMs: unboundedMs,
  messageTimestampAfterMaxMs: unboundedMs,
  messageDownconversionEnable: true,
  minInsyncReplicas: 1,
  uncleanLeaderElectionEnable: false,
}
