import type { LogManagerSettings } from '../log-manager.ts'

/** Kafka 3.7's defaults. */
export const defaultLogManagerSettings: LogManagerSettings = {
  flushSchedulerIntervalMs: Number.MAX_SAFE_INTEGER,
  flushCheckpointMs: 60000,
  flushStartOffsetCheckpointMs: 60000,
  retentionCheckMs: 300000,
  initialTaskDelayMs: 30000,
  highWatermarkCheckpointMs: 5000,
  producerIdExpirationMs: 86400000,
  producerIdExpirationCheckMs: 600000,
  cleaner: {
    enable: true,
    dedupeBufferSize: 134217728,
    loadFactor: 0.9,
    ioMaxBytesPerSecond: Number.MAX_VALUE,
    backoffMs: 15000,
  },
}
