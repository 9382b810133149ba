import type { Clock } from '../base/clock.ts'
import type { Disk } from '../base/disk/disk.ts'
import type { Logger } from '../base/logger.ts'
import type { Random } from '../base/random.ts'
import type { LogConfig } from './config.ts'
import { EpochCache } from './epoch-cache.ts'
import { leaderEpochFile, suffix } from './files.ts'
import { ProducerState } from './producers/producer-state.ts'
import { Segment } from './segment.ts'
import { Segments } from './segments.ts'
import { Tail } from './tail.ts'

export interface LogOptions {
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly topic: string
  readonly partition: number
  /** One of `log.dirs`. */
  readonly logDirectory: string
  /** The log's folder in it. */
  readonly path: string
  readonly config: LogConfig
  readonly producerIdExpirationMs: number
  readonly onFailure: (error: Error) => void
  /** Records that were durable are gone: the checkpoint must say so before others take their place. */
  readonly onRecoveryPointFell: () => void
  /** Does something after that many milliseconds; `abandon` instead when everything is closed before. */
  readonly later: (milliseconds: number, task: () => void, abandon: () => void) => void
}

/** Where an offset lies: the segment, and its batch's position in the file. */
export interface Place {
  readonly segment: Segment
  readonly position: number
}

/** All that a log knows; the operations upon it are in the files beside this one. */
export class LogState {
  readonly options: LogOptions
  readonly name: string
  path: string
  config: LogConfig
  topicId: string | undefined
  readonly segments = new Segments()
  readonly tail = new Tail()
  readonly producers: ProducerState
  readonly epochs: EpochCache
  logStartOffset = 0
  logEndOffset = 0
  /** Below it all is durable. */
  recoveryPoint = 0
  /** Monotonic time (ms) of the last flush. */
  flushedAt: number
  /** Changes when records went or moved within their files. */
  version = 0
  failure: Error | undefined
  /** The last flush that was asked for. */
  flushing: Promise<void> = Promise.resolve()
  #highWatermark = 0
  #highWatermarkPlace: { offset: number; version: number; place: Place } | undefined
  readonly #unsynced = new Set<string>()

  constructor(options: LogOptions) {
    const { disk, logger, path, topic, partition, producerIdExpirationMs: expirationMs } = options
    this.options = options
    this.path = path
    this.config = options.config
    this.name = `${topic}-${partition}`
    this.flushedAt = options.clock.elapsed()
    this.producers = new ProducerState({ disk, logger, directory: path, name: this.name, expirationMs })
    this.epochs = new EpochCache(disk, `${path}/${leaderEpochFile}`, () => this.#unsynced.add(leaderEpochFile))
  }

  get disk(): Disk {
    return this.options.disk
  }
  get logger(): Logger {
    return this.options.logger
  }
  get now(): number {
    return this.options.clock.now()
  }

  get highWatermark(): number {
    return this.#highWatermark
  }
  set highWatermark(offset: number) {
    const clipped = Math.min(Math.max(offset, this.logStartOffset), this.logEndOffset)
    if (clipped === this.#highWatermark) return
    this.#highWatermark = clipped
    this.producers.highWatermarkMoved(clipped)
  }

  get lastStableOffset(): number {
    const unstable = this.producers.firstUnstableOffset
    return unstable === undefined
      ? this.#highWatermark
      : Math.min(this.#highWatermark, Math.max(unstable, this.logStartOffset))
  }

  /** A segment with new, empty files. */
  createSegment(baseOffset: number): Segment {
    const segment = Segment.create({ ...this.segmentOptions(baseOffset) })
    segment.preallocateIndexes()
    this.segments.add(segment)
    this.tail.clear()
    this.#unsynced.add('')
    return segment
  }

  segmentOptions(baseOffset: number) {
    const { disk, random } = this.options
    const { config, path: directory, now } = this
    const most = Math.min(config.segmentJitterMs, config.segmentMs)
    const jitter = most > 0 ? random.int(Math.min(most, 2 ** 47)) : 0
    return { disk, directory, baseOffset, config, now, jitter }
  }

  /** The end of what a reader up to the high watermark may see (or up to another offset). */
  placeOf(offset: number): Place {
    if (offset >= this.logEndOffset) return { segment: this.segments.active, position: this.segments.active.size }
    const known = this.#highWatermarkPlace
    if (known?.offset === offset && known.version === this.version) return known.place
    const segment = this.segments.floor(offset) ?? this.segments.first
    const place = { segment, position: segment.locate(offset)?.position ?? segment.size }
    this.#highWatermarkPlace = { offset, version: this.version, place }
    return place
  }

  /** Small files that were replaced, and wait for the next flush to be durable. */
  wrote(file: string): void {
    this.#unsynced.add(file)
  }
  takeUnsynced(): string[] {
    this.epochs.save()
    const files = [...this.#unsynced]
    this.#unsynced.clear()
    return files
  }

  /** The files go after `file.delete.delay.ms`, so that answers under way still find them. */
  deleteSegmentLater(segment: Segment, keepsSnapshot = false): void {
    const snapshot = keepsSnapshot ? undefined : this.producers.detachSnapshot(segment.baseOffset)
    segment.changeEnding(suffix.deleted)
    const remove = () => {
      segment.deleteFiles()
      if (snapshot !== undefined) this.disk.remove(snapshot)
    }
    this.options.later(this.config.fileDeleteDelayMs, remove, () => segment.close())
  }

  moveTo(path: string): void {
    this.disk.rename(this.path, path)
    this.path = path
    this.epochs.path = `${path}/${leaderEpochFile}`
    this.producers.directory = path
    for (const segment of this.segments.all) segment.moveTo(path)
  }
}
