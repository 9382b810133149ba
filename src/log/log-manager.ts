import type { Clock } from '../base/clock.ts'
import type { Disk } from '../base/disk/disk.ts'
import type { Logger } from '../base/logger.ts'
import type { Random } from '../base/random.ts'
import type { LogConfig } from './config.ts'
import type { PartitionLog } from './partition-log.ts'

/** The broker's settings for all logs, by the names of Kafka's configs. */
export interface LogManagerSettings {
  /** log.flush.scheduler.interval.ms */
  readonly flushSchedulerIntervalMs: number
  /** log.flush.offset.checkpoint.interval.ms */
  readonly flushCheckpointMs: number
  /** log.flush.start.offset.checkpoint.interval.ms */
  readonly flushStartOffsetCheckpointMs: number
  /** log.retention.check.interval.ms */
  readonly retentionCheckMs: number
  /** log.initial.task.delay.ms */
  readonly initialTaskDelayMs: number
  /** replica.high.watermark.checkpoint.interval.ms */
  readonly highWatermarkCheckpointMs: number
  /** producer.id.expiration.ms */
  readonly producerIdExpirationMs: number
  /** producer.id.expiration.check.interval.ms */
  readonly producerIdExpirationCheckMs: number
  readonly cleaner: CleanerSettings
}

/** log.cleaner.* */
export interface CleanerSettings {
  readonly enable: boolean
  readonly dedupeBufferSize: number
  /** log.cleaner.io.buffer.load.factor */
  readonly loadFactor: number
  readonly ioMaxBytesPerSecond: number
  readonly backoffMs: number
}

export interface LogManagerOptions {
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** `log.dirs`, absolute. */
  readonly directories: readonly string[]
  readonly settings?: Partial<LogManagerSettings>
  /** The config of a topic's logs: asked when a log is opened or made. */
  readonly configOf: (topic: string) => LogConfig
  /** A directory can't be read or written any more; its logs are offline. */
  readonly onDirectoryFailure?: (directory: string, error: Error) => void
}

export interface LogManager {
  /** Directories that serve. */
  readonly liveDirectories: readonly string[]
  readonly offlineDirectories: readonly string[]
  /** All logs that are open; futures (`-future`) are not among them. */
  readonly logs: Iterable<PartitionLog>
  /** True when every directory had been closed cleanly. */
  readonly wasCleanShutdown: boolean

  getLog(topic: string, partition: number): PartitionLog | undefined
  /**
   * The log, made when missing in the directory with the fewest logs (or the preferred one).
   * Throws KAFKA_STORAGE_ERROR when it was in an offline directory, or none is live; INCONSISTENT_TOPIC_ID.
   */
  getOrCreateLog(topic: string, partition: number, options?: CreateLogOptions): PartitionLog
  /** Renames the log's folder to `…-delete` now, and that of its copy, if it is being moved; their files go after `file.delete.delay.ms`. */
  deleteLog(topic: string, partition: number): void
  /** Asks `configOf` again for the topic's logs. */
  reloadConfig(topic: string): void
  /** The copies of logs that are being moved to another directory. */
  readonly futureLogs: Iterable<PartitionLog>
  getFutureLog(topic: string, partition: number): PartitionLog | undefined
  /** Makes an empty log in another directory, to which the current one shall move. Throws KAFKA_STORAGE_ERROR, REPLICA_NOT_AVAILABLE. */
  createFutureLog(topic: string, partition: number, directory: string): PartitionLog
  /** The move is given up. */
  deleteFutureLog(topic: string, partition: number): void
  /** The copy, which has all records of the current log, takes its place; the current one's object goes on with it. Throws KAFKA_STORAGE_ERROR. */
  replaceWithFutureLog(topic: string, partition: number): void
  /** Where the log is to be made when it is not there yet. */
  preferDirectory(topic: string, partition: number, directory: string): void

  /** Writes the high watermarks now. */
  checkpointHighWatermarks(): void
  /** Writes recovery points and log starts now. */
  checkpointOffsets(): void
  /** Flushes, writes all checkpoints, `.kafka_cleanshutdown` with the broker's epoch, and lets the locks go. */
  close(brokerEpoch?: number): Promise<void>
}

export interface CreateLogOptions {
  readonly topicId?: string
  /** The controller says that the partition is new: it may be made though a directory is offline. */
  readonly isNew?: boolean
}
