import type { Clock } from '../../base/clock.ts'
import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import type { TxnEntry } from '../tree/txn.ts'
import type { DataDirectories } from './data-directory.ts'
import type { Database } from './database.ts'
import { writeSnapshotSlowly } from './snapshots.ts'
import { encodeEntry } from './txn-codec.ts'
import { TxnLog } from './txn-log.ts'

export interface JournalOptions {
  readonly config: ZooKeeperConfig
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly database: Database
  readonly directories: DataDirectories
}

/** All that a running server writes: its transactions, and now and then, beside its work, a snapshot. */
export class Journal {
  readonly #options: JournalOptions
  readonly #log: TxnLog
  readonly #logLogger: Logger
  readonly #snapshotLogger: Logger
  #untilSnapshot: number
  #snapshot: Promise<void> | undefined
  #isClosed = false

  constructor(options: JournalOptions) {
    const { config, disk, directories, logger } = options
    const log = logger.named('org.apache.zookeeper.server.persistence.FileTxnLog')
    this.#options = options
    this.#logLogger = log
    this.#snapshotLogger = logger.named('org.apache.zookeeper.server.ZooKeeperServer')
    this.#untilSnapshot = this.#nextSnapshot()
    this.#log = new TxnLog({
      disk,
      directory: directories.logs,
      preAllocSize: config.preAllocSize,
      forceSync: config.forceSync,
      created: (name) => log.info(`Creating new log file: ${name}`),
    })
  }

  append(entry: TxnEntry, bytes = encodeEntry(entry)): void {
    this.#log.append(entry.header.zxid, bytes)
  }

  /** Writes what was appended; resolves when it will survive a crash. Throws or rejects with the disk's error. */
  flush(): Promise<void> | undefined {
    const begun = this.#options.clock.elapsed()
    const synced = this.#log.flush()
    if (synced === undefined) this.#checkTime(begun)
    else
      synced.then(
        () => this.#checkTime(begun),
        () => {},
      )
    return synced
  }

  #checkTime(begun: number): void {
    const { clock, config } = this.#options
    const took = Math.round(clock.elapsed() - begun)
    if (took <= config.fsyncWarningThreshold) return
    this.#logLogger.warn(
      `fsync-ing the write ahead log in SyncThread:0 took ${took}ms which will adversely effect operation latency.`,
    )
  }

  /** So many transactions were applied; it may be time for a snapshot. */
  applied(count: number): void {
    this.#untilSnapshot -= count
    if (this.#untilSnapshot > 0) return
    this.#untilSnapshot = this.#nextSnapshot()
    this.#beginSnapshot()
  }

  /** A snapshot that is being written is given up: whoever comes next is not to wait for it. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#snapshot
    this.#log.close()
  }

  #beginSnapshot(): void {
    if (this.#snapshot !== undefined) return
    const { disk, clock, directories, database } = this.#options
    this.#log.roll()
    this.#snapshotLogger.info(`Snapshotting: 0x${database.lastZxid.toString(16)} to ${directories.snapshots}`)
    const isOver = () => this.#isClosed
    this.#snapshot = writeSnapshotSlowly({ disk, clock, directory: directories.snapshots, database, isOver })
      .catch((error: Error) => this.#snapshotLogger.error(`Snapshot failed: ${error.message}`))
      .finally(() => {
        this.#snapshot = undefined
      })
  }

  /** After between half and all of `snapCount` transactions, so that servers don't all do it at once. */
  #nextSnapshot(): number {
    const { config, random } = this.#options
    const half = Math.max(1, Math.floor(config.snapCount / 2))
    return half + random.int(half)
  }
}
