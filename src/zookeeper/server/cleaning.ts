import type { Clock, Timer } from '../../base/clock.ts'
import { every } from '../../base/clock.ts'
import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import type { DataDirectories } from '../storage/data-directory.ts'
import { purge } from '../storage/purge.ts'

export interface CleaningOptions {
  readonly config: ZooKeeperConfig
  readonly disk: Disk
  readonly clock: Clock
  readonly logger: Logger
  readonly directories: DataDirectories
}

const hour = 3_600_000

/** Removes old snapshots and logs from time to time (`autopurge.*`). */
export class Cleaning {
  readonly #options: CleaningOptions
  readonly #timer: Timer | undefined

  constructor(options: CleaningOptions) {
    this.#options = options
    const { config, clock, logger } = options
    const log = logger.named('org.apache.zookeeper.server.DatadirCleanupManager')
    log.info(`autopurge.snapRetainCount set to ${config.snapRetainCount}`)
    log.info(`autopurge.purgeInterval set to ${config.purgeInterval}`)
    if (config.purgeInterval > 0) {
      clock.soon(() => this.#purge())
      this.#timer = every(clock, config.purgeInterval * hour, () => this.#purge())
    } else {
      log.info('Purge task is not scheduled.')
    }
  }

  stop(): void {
    this.#timer?.cancel()
  }

  #purge(): void {
    const { disk, directories, config } = this.#options
    const log = this.#options.logger.named('org.apache.zookeeper.server.PurgeTxnLog')
    try {
      for (const path of purge(disk, directories, config.snapRetainCount)) log.info(`Removing file: ${path}`)
    } catch (error) {
      log.error(`Purging failed: ${error instanceof Error ? error.message : error}`)
    }
  }
}
