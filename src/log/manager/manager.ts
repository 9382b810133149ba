import { KafkaError } from '../../wire/kafka/errors.ts'
import type { CheckpointEntry } from '../checkpoint.ts'
import { DiskLog } from '../disk-log.ts'
import { deletedFolderName } from '../files.ts'
import { createLog } from '../load/load.ts'
import type { CreateLogOptions, LogManager, LogManagerOptions, LogManagerSettings } from '../log-manager.ts'
import { type LogOptions, LogState } from '../log-state.ts'
import type { PartitionLog } from '../partition-log.ts'
import { flushTo } from '../roll.ts'
import { type CheckpointKind, highWatermarks, logStarts, recoveryPoints } from './checkpoints.ts'
import { Deferred } from './deferred.ts'
import { createFuture, deleteFuture, replaceWithFuture } from './future-logs.ts'
import { type Housekeeping, startHousekeeping } from './housekeeping.ts'
import type { LogDirectory } from './log-directory.ts'
import { defaultLogManagerSettings } from './settings.ts'

/** The manager over a `Disk`; `openLogManager` makes it. */
export class DiskLogManager implements LogManager {
  readonly options: LogManagerOptions
  readonly settings: LogManagerSettings
  readonly directories: LogDirectory[] = []
  readonly current = new Map<string, DiskLog>()
  readonly futures = new Map<string, DiskLog>()
  wasCleanShutdown = true
  readonly #preferred = new Map<string, string>()
  readonly #deferred: Deferred
  readonly #recoveryPointsFell = new Set<LogDirectory>()
  #housekeeping: Housekeeping | undefined

  constructor(options: LogManagerOptions) {
    this.options = options
    this.settings = { ...defaultLogManagerSettings, ...options.settings }
    this.#deferred = new Deferred(options.clock)
  }

  get live(): readonly LogDirectory[] {
    return this.directories.filter((directory) => !directory.failure)
  }
  get liveDirectories(): readonly string[] {
    return this.live.map((directory) => directory.path)
  }
  get offlineDirectories(): readonly string[] {
    return this.directories.filter((directory) => directory.failure).map((directory) => directory.path)
  }
  get logs(): Iterable<PartitionLog> {
    return this.current.values()
  }

  startTimers(): void {
    this.#housekeeping = startHousekeeping(this)
  }

  getLog(topic: string, partition: number): PartitionLog | undefined {
    return this.current.get(`${topic}-${partition}`)
  }

  getOrCreateLog(topic: string, partition: number, options: CreateLogOptions = {}): PartitionLog {
    const log = this.current.get(`${topic}-${partition}`) ?? this.#create(topic, partition, options.isNew ?? false)
    this.#checkHighWatermark(log)
    if (options.topicId !== undefined) log.assignTopicId(options.topicId)
    return log
  }

  #checkHighWatermark({ logDirectory }: DiskLog): void {
    const directory = this.directories.find(({ path }) => path === logDirectory)
    const error = directory?.unknownHighWatermarks
    if (directory === undefined || error === undefined) return
    const { path } = directory.highWatermarks
    this.options.logger.error(`Error while reading checkpoint file ${path}: ${error.message}`)
    this.directoryFailed(directory, error)
    throw new KafkaError('KAFKA_STORAGE_ERROR', `Error while reading checkpoint file ${path}`, { cause: error })
  }

  deleteLog(topic: string, partition: number): void {
    const name = `${topic}-${partition}`
    deleteFuture(this, name)
    const log = this.current.get(name)
    if (!log) return
    this.current.delete(name)
    if (log.isOffline) return
    const path = `${log.logDirectory}/${deletedFolderName(topic, partition, this.options.random)}`
    log.state.moveTo(path)
    log.state.failure = new Error(`Log ${name} is deleted`)
    this.removeLater(path, topic, log.state)
    this.options.logger.info(`Log for partition ${name} is renamed to ${path} and is scheduled for deletion`)
  }

  get futureLogs(): Iterable<PartitionLog> {
    return this.futures.values()
  }

  getFutureLog(topic: string, partition: number): PartitionLog | undefined {
    return this.futures.get(`${topic}-${partition}`)
  }

  createFutureLog(topic: string, partition: number, directory: string): PartitionLog {
    const name = `${topic}-${partition}`
    const current = this.current.get(name)
    if (current === undefined) throw new KafkaError('REPLICA_NOT_AVAILABLE')
    this.#preferred.delete(name)
    return createFuture(this, current, directory)
  }

  deleteFutureLog(topic: string, partition: number): void {
    deleteFuture(this, `${topic}-${partition}`)
  }

  replaceWithFutureLog(topic: string, partition: number): void {
    replaceWithFuture(this, `${topic}-${partition}`)
  }

  reloadConfig(topic: string): void {
    const config = this.options.configOf(topic)
    for (const log of [...this.current.values(), ...this.futures.values()]) {
      if (log.topic === topic) log.updateConfig(config)
    }
  }

  preferDirectory(topic: string, partition: number, directory: string): void {
    this.#preferred.set(`${topic}-${partition}`, directory)
  }

  checkpointHighWatermarks(): void {
    this.#checkpoint(highWatermarks)
  }
  checkpointOffsets(): void {
    this.#checkpoint(recoveryPoints)
    this.#checkpoint(logStarts)
  }

  /** For timers: the waiting for the disk is done off the loop. */
  async checkpointLater(kinds: readonly CheckpointKind[]): Promise<void> {
    for (const directory of this.live) {
      try {
        for (const kind of kinds) await kind.file(directory)?.writeLater(this.#entries(directory, kind))
      } catch (error) {
        this.directoryFailed(directory, error instanceof Error ? error : new Error(String(error)))
      }
    }
  }

  async close(brokerEpoch = -1): Promise<void> {
    await this.#housekeeping?.stop()
    this.#deferred.abandonAll()
    this.#recoveryPointsFell.clear()
    const logs = [...this.current.values(), ...this.futures.values()].filter((log) => !log.isOffline)
    await Promise.all(logs.map((log) => closeLog(log.state)))
    this.checkpointHighWatermarks()
    this.checkpointOffsets()
    for (const directory of this.live) {
      this.onDisk(directory, () => directory.markCleanShutdown(brokerEpoch))
      directory.release()
    }
  }

  logOptions(topic: string, partition: number, directory: LogDirectory, path: string): LogOptions {
    const { disk, clock, random, logger, configOf } = this.options
    return {
      ...{ disk, clock, random, logger, topic, partition, path },
      logDirectory: directory.path,
      config: configOf(topic),
      producerIdExpirationMs: this.settings.producerIdExpirationMs,
      onFailure: (error) => this.directoryFailed(directory, error),
      onRecoveryPointFell: () => this.#recoveryPointFell(directory),
      later: (...deferred) => this.#deferred.after(...deferred),
    }
  }

  /** One checkpoint for all truncations of this turn. */
  #recoveryPointFell(directory: LogDirectory): void {
    if (this.#recoveryPointsFell.size === 0) this.options.clock.soon(() => this.#checkpointFallen())
    this.#recoveryPointsFell.add(directory)
  }

  #checkpointFallen(): void {
    for (const directory of this.#recoveryPointsFell)
      if (!directory.failure) this.#checkpointOf(directory, recoveryPoints)
    this.#recoveryPointsFell.clear()
  }

  /** The directory's logs are out of service from now on. */
  directoryFailed(directory: LogDirectory, error: Error): void {
    if (directory.failure) return
    directory.failure = error
    this.options.logger.error(`Error in log dir ${directory.path}, stopping serving its logs: ${error.message}`)
    for (const log of [...this.current.values(), ...this.futures.values()]) {
      if (log.logDirectory === directory.path) log.state.failure = error
    }
    directory.release()
    this.options.onDirectoryFailure?.(directory.path, error)
  }

  /** Removes a renamed folder after `file.delete.delay.ms`. */
  removeLater(path: string, topic: string, log?: LogState): void {
    const { disk, configOf } = this.options
    const close = () => {
      for (const segment of log?.segments.all ?? []) segment.close()
    }
    const remove = () => {
      close()
      disk.removeTree(path)
    }
    this.#deferred.after(log?.config.fileDeleteDelayMs ?? configOf(topic).fileDeleteDelayMs, remove, close)
  }

  #create(topic: string, partition: number, isNew: boolean): DiskLog {
    const name = `${topic}-${partition}`
    const directory = this.#directoryFor(name, isNew)
    const state = new LogState(this.logOptions(topic, partition, directory, `${directory.path}/${name}`))
    const made = this.onDisk(directory, () => {
      createLog(state)
      return true
    })
    if (!made)
      throw new KafkaError('KAFKA_STORAGE_ERROR', `Error while creating log for ${name} in dir ${directory.path}`)
    const log = new DiskLog(state)
    this.#preferred.delete(name)
    this.current.set(name, log)
    return log
  }

  #directoryFor(name: string, isNew: boolean): LogDirectory {
    const { live, offlineDirectories } = this
    if (!isNew && offlineDirectories.length > 0) {
      const message = `Can not create log for ${name} because log directories ${offlineDirectories.join(',')} are offline`
      throw new KafkaError('KAFKA_STORAGE_ERROR', message)
    }
    const preferred = live.find((directory) => directory.path === this.#preferred.get(name))
    const counts = new Map(live.map((directory) => [directory, 0]))
    if (!preferred && live.length > 1) this.#countLogs(counts)
    const [least] = [...counts].sort(([, a], [, b]) => a - b)
    const chosen = preferred ?? least?.[0]
    if (!chosen) throw new KafkaError('KAFKA_STORAGE_ERROR', `No log directory is left for ${name}`)
    return chosen
  }

  #countLogs(counts: Map<LogDirectory, number>): void {
    const byPath = new Map([...counts.keys()].map((directory) => [directory.path, directory]))
    for (const log of [...this.current.values(), ...this.futures.values()]) {
      const directory = byPath.get(log.logDirectory)
      if (directory) counts.set(directory, (counts.get(directory) ?? 0) + 1)
    }
  }

  #checkpoint(kind: CheckpointKind): void {
    for (const directory of this.live) this.#checkpointOf(directory, kind)
  }

  /** Writes all that is known of the directory's logs. */
  checkpointDirectory(directory: LogDirectory): void {
    for (const kind of [highWatermarks, recoveryPoints, logStarts]) this.#checkpointOf(directory, kind)
  }

  #checkpointOf(directory: LogDirectory, kind: CheckpointKind): void {
    this.onDisk(directory, () => kind.file(directory)?.write(this.#entries(directory, kind)))
  }

  *#entries(directory: LogDirectory, kind: CheckpointKind): Generator<CheckpointEntry> {
    for (const { state, topic, partition, logDirectory } of this.current.values()) {
      const offset = logDirectory === directory.path ? kind.value(state) : undefined
      if (offset !== undefined) yield { topic, partition, offset }
    }
  }

  /** Does something with the directory; when the disk refuses, the directory is offline and the result undefined. */
  onDisk<T>(directory: LogDirectory, work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      this.directoryFailed(directory, error instanceof Error ? error : new Error(String(error)))
      return undefined
    }
  }
}

async function closeLog(log: LogState): Promise<void> {
  log.producers.takeSnapshot()
  await flushTo(log, log.logEndOffset)
  if (log.failure) return
  log.segments.active.seal()
  for (const segment of log.segments.all) segment.close()
}
