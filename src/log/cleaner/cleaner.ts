import type { Timer } from '../../base/clock.ts'
import { isDiskError } from '../disk-log.ts'
import type { LogState } from '../log-state.ts'
import type { LogDirectory } from '../manager/log-directory.ts'
import type { DiskLogManager } from '../manager/manager.ts'
import { Pace } from '../pace.ts'
import { type Candidate, dirtiest } from './candidates.ts'
import { CleaningAborted, cleanLog } from './clean-log.ts'

/** Compacts one log after the other, the dirtiest first, and looks again after a while when none asks for it. */
export class Cleaner {
  readonly #manager: DiskLogManager
  #current: LogState | undefined
  #stopped = false
  #next: Timer | undefined
  #running: Promise<void> = Promise.resolve()
  /** Logs whose cleaning failed; they would fail again. */
  readonly #uncleanable = new Set<LogState>()

  constructor(manager: DiskLogManager) {
    this.#manager = manager
  }

  isCleaning(log: LogState): boolean {
    return this.#current === log
  }

  start(): void {
    if (this.#stopped) return
    const { clock } = this.#manager.options
    this.#next = clock.after(this.#manager.settings.cleaner.backoffMs, () => {
      this.#running = this.#run()
    })
  }

  /** Breaks off what is being cleaned. */
  stop(): Promise<void> {
    this.#stopped = true
    this.#next?.cancel()
    return this.#running
  }

  async #run(): Promise<void> {
    while (!this.#stopped && (await this.cleanOne())) {}
    this.start()
  }

  /** Cleans the log that asks most for it; false when none does. */
  async cleanOne(): Promise<boolean> {
    for (const directory of this.#manager.live) {
      const checkpoints = directory.readLeniently(directory.cleanerOffsets)
      const candidate = dirtiest(this.#logsIn(directory), checkpoints)
      if (!candidate) continue
      await this.#clean(candidate, directory, checkpoints)
      return true
    }
    return false
  }

  *#logsIn(directory: LogDirectory): Generator<LogState> {
    for (const { state, logDirectory } of this.#manager.current.values()) {
      if (logDirectory === directory.path && !this.#uncleanable.has(state)) yield state
    }
  }

  async #clean(candidate: Candidate, directory: LogDirectory, checkpoints: Map<string, number>): Promise<void> {
    const { log } = candidate
    const { logger, clock } = this.#manager.options
    this.#current = log
    logger.info(`Cleaner 0: Beginning cleaning of log ${log.name}`)
    try {
      const end = await cleanLog(candidate, this.#manager.settings.cleaner, new Pace(clock), () => this.#stopped)
      checkpoints.set(log.name, end)
      directory.cleanerOffsets.write(this.#entries(directory, checkpoints))
      if (end <= candidate.firstDirty) this.#uncleanable.add(log)
    } catch (error) {
      this.#failed(log, error)
    } finally {
      this.#current = undefined
    }
  }

  #failed(log: LogState, error: unknown): void {
    const { logger } = this.#manager.options
    if (error instanceof CleaningAborted || log.failure) {
      logger.info(`Cleaner 0: Cleaning of log ${log.name} was aborted`)
      return
    }
    if (isDiskError(error)) log.options.onFailure(error)
    this.#uncleanable.add(log)
    logger.warn(
      `Cleaner 0: Unexpected error while cleaning log ${log.name}. Marking its partition as uncleanable: ${String(error)}`,
    )
  }

  *#entries(directory: LogDirectory, checkpoints: ReadonlyMap<string, number>) {
    for (const { state, topic, partition, logDirectory } of this.#manager.current.values()) {
      const offset = checkpoints.get(state.name)
      if (logDirectory === directory.path && offset !== undefined) yield { topic, partition, offset }
    }
  }
}
