import { resolve } from 'node:path'
import { type LogManagerSettings, unboundedMs } from '../../log/index.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import { logDirectoryNames } from '../configs/requirements.ts'

const bounded = (milliseconds: number) => Math.min(milliseconds, unboundedMs)

/** What the log manager is told of the broker's settings. */
export function logManagerSettings(config: BrokerConfig): Partial<LogManagerSettings> {
  return {
    flushSchedulerIntervalMs: bounded(config.get('log.flush.scheduler.interval.ms')),
    flushCheckpointMs: config.get('log.flush.offset.checkpoint.interval.ms'),
    flushStartOffsetCheckpointMs: config.get('log.flush.start.offset.checkpoint.interval.ms'),
    retentionCheckMs: config.get('log.retention.check.interval.ms'),
    highWatermarkCheckpointMs: config.get('replica.high.watermark.checkpoint.interval.ms'),
    producerIdExpirationMs: config.get('producer.id.expiration.ms'),
    producerIdExpirationCheckMs: config.get('producer.id.expiration.check.interval.ms'),
    cleaner: {
      enable: config.get('log.cleaner.enable'),
      dedupeBufferSize: config.get('log.cleaner.dedupe.buffer.size'),
      loadFactor: config.get('log.cleaner.io.buffer.load.factor'),
      ioMaxBytesPerSecond: config.get('log.cleaner.io.max.bytes.per.second'),
      backoffMs: config.get('log.cleaner.backoff.ms'),
    },
  }
}

/** `log.dirs`, or `log.dir`; absolute, in the order in which they were given. */
export function logDirectories(config: BrokerConfig): string[] {
  return logDirectoryNames(config).map((name) => resolve(name))
}
