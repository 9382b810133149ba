import type { Clock } from '../../../base/clock.ts'
import type { Journal } from '../../storage/journal.ts'
import type { TxnEntry } from '../../tree/txn.ts'

export interface LoggingOptions {
  readonly clock: Clock
  readonly journal: Journal
  /** These will survive a crash now. */
  readonly synced: (zxids: readonly bigint[]) => void
  /** The log can't be written any more. */
  readonly failed: (error: Error) => void
}

/** Brings proposals to the disk: whatever arrives while the disk is busy goes there together, next. */
export class Logging {
  readonly #options: LoggingOptions
  #waiting: bigint[] = []
  #busy = false
  #isBroken = false
  #appendedCount = 0
  #syncedCount = 0
  #barriers: { readonly at: number; readonly reached: () => void }[] = []

  constructor(options: LoggingOptions) {
    this.#options = options
  }

  append(entry: TxnEntry, bytes: Buffer): void {
    this.#options.journal.append(entry, bytes)
    this.#waiting.push(entry.header.zxid)
    this.#appendedCount++
    if (this.#busy) return
    this.#busy = true
    this.#options.clock.soon(() => this.#flush())
  }

  /** Calls back when all that was appended before is on the disk, or never will be. */
  barrier(reached: () => void): void {
    if (this.#busy && !this.#isBroken) this.#barriers.push({ at: this.#appendedCount, reached })
    else reached()
  }

  /** Waits for what is on its way, then closes the files. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.barrier(resolve))
    await this.#options.journal.close()
  }

  #flush(): void {
    const zxids = this.#waiting
    this.#waiting = []
    try {
      const synced = this.#options.journal.flush()
      if (synced === undefined) this.#synced(zxids)
      else {
        synced.then(
          () => this.#synced(zxids),
          (error: unknown) => this.#fail(error),
        )
      }
    } catch (error) {
      this.#fail(error)
    }
  }

  #synced(zxids: readonly bigint[]): void {
    this.#options.synced(zxids)
    this.#syncedCount += zxids.length
    this.#passBarriers()
    if (this.#waiting.length > 0) this.#flush()
    else this.#busy = false
  }

  #fail(error: unknown): void {
    this.#isBroken = true
    this.#options.failed(error instanceof Error ? error : new Error(String(error)))
    this.#syncedCount = this.#appendedCount
    this.#passBarriers()
  }

  #passBarriers(): void {
    const passed = this.#barriers.filter(({ at }) => at <= this.#syncedCount)
    this.#barriers = this.#barriers.filter(({ at }) => at > this.#syncedCount)
    for (const { reached } of passed) reached()
  }
}
