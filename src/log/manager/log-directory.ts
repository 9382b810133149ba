import type { Disk, DiskLock } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import { OffsetCheckpoint } from '../checkpoint.ts'

const lockFileName = '.lock'
const cleanShutdownFile = '.kafka_cleanshutdown'

/** One of `log.dirs`: its lock, its checkpoints, and whether it was closed cleanly. */
export class LogDirectory {
  readonly path: string
  readonly recoveryPoints: OffsetCheckpoint
  readonly logStarts: OffsetCheckpoint
  readonly highWatermarks: OffsetCheckpoint
  readonly cleanerOffsets: OffsetCheckpoint
  readonly #disk: Disk
  readonly #logger: Logger
  #lock: DiskLock | undefined
  failure: Error | undefined
  /** Why the high watermarks can't be read: the directory fails as soon as one of them is needed. */
  unknownHighWatermarks: Error | undefined

  constructor(disk: Disk, path: string, logger: Logger) {
    this.#disk = disk
    this.#logger = logger
    this.path = path
    const checkpoint = (name: string) => new OffsetCheckpoint(disk, `${path}/${name}`)
    this.recoveryPoints = checkpoint('recovery-point-offset-checkpoint')
    this.logStarts = checkpoint('log-start-offset-checkpoint')
    this.highWatermarks = checkpoint('replication-offset-checkpoint')
    this.cleanerOffsets = checkpoint('cleaner-offset-checkpoint')
  }

  /** Makes the directory when it is missing, and locks it. Throws Kafka's words when another broker holds it. */
  acquire(): void {
    if (!this.#disk.exists(this.path)) {
      this.#logger.info(`Log directory ${this.path} not found, creating it.`)
      this.#disk.makeDirectory(this.path)
    }
    this.#disk.list(this.path)
    this.#lock = this.#disk.lock(`${this.path}/${lockFileName}`)
    if (!this.#lock) throw new DirectoryTakenError(this.path)
    for (const { path } of [this.recoveryPoints, this.logStarts, this.highWatermarks, this.cleanerOffsets]) {
      if (!this.#disk.exists(path)) this.#disk.writeFile(path, Buffer.alloc(0))
    }
  }

  release(): void {
    this.#lock?.release()
    this.#lock = undefined
  }

  /** Says whether the last broker closed the directory, and takes the sign down: from now on it is in use. */
  takeCleanShutdown(): boolean {
    const path = `${this.path}/${cleanShutdownFile}`
    const wasClean = this.#disk.exists(path)
    this.#disk.remove(path)
    return wasClean
  }

  markCleanShutdown(brokerEpoch: number): void {
    const text = JSON.stringify({ version: 0, brokerEpoch })
    this.#disk.writeFile(`${this.path}/${cleanShutdownFile}`, Buffer.from(text))
    this.#disk.syncDirectory(this.path)
  }

  /** What was committed must not be guessed: a malformed file is not taken for an absent one, nor written over. */
  readHighWatermarks(): Map<string, number> {
    try {
      return this.highWatermarks.read()
    } catch (error) {
      this.unknownHighWatermarks = error instanceof Error ? error : new Error(String(error))
      return new Map()
    }
  }

  /** Another checkpoint that can't be read counts as missing: what it would have saved is work. */
  readLeniently(checkpoint: OffsetCheckpoint): Map<string, number> {
    try {
      return checkpoint.read()
    } catch (error) {
      this.#logger.warn(`Error occurred while reading ${checkpoint.path}, resetting to no entries: ${String(error)}`)
      return new Map()
    }
  }
}

/** Another broker, or another part of this one, uses the log directory. */
export class DirectoryTakenError extends Error {
  override readonly name = 'DirectoryTakenError'

  constructor(directory: string) {
    super(
      `Failed to acquire lock on file ${lockFileName} in ${directory}. ` +
        'A Kafka instance in another process or thread is using this directory.',
    )
  }
}
