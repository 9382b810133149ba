import type { Clock } from '../../base/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Journal } from '../storage/journal.ts'
import type { TxnEntry } from '../tree/txn.ts'
import type { Committed } from './commit-source.ts'
import type { Outlook } from './outlook.ts'
import type { Preparer } from './preparer.ts'
import type { Request } from './request.ts'

interface Waiting {
  readonly entry: TxnEntry | undefined
  readonly committed: Committed | undefined
  /** Called instead, for what only waits its turn. */
  readonly reached: (() => void) | undefined
}

export interface PipelineOptions {
  readonly clock: Clock
  readonly database: Database
  readonly outlook: Outlook
  readonly preparer: Preparer
  readonly journal: Journal
  /** Runs around each lot of commits, so that answers leave together. */
  readonly turn: (work: () => void) => void
  /** The log can't be written any more; nothing further will be committed. */
  readonly failed: (error: Error) => void
}

/**
 * The way of every change: decided, logged, and once the log has reached the disk, applied and answered. Whatever
 * arrives while the disk is busy goes there together, next.
 */
export class Pipeline {
  readonly #options: PipelineOptions
  #lastZxid: bigint
  #waiting: Waiting[] = []
  #flushing = false
  /** How many are on their way to the disk. */
  #underWay = 0
  #scheduled = false
  #stopped = false

  constructor(options: PipelineOptions) {
    this.#options = options
    this.#lastZxid = options.database.lastZxid
  }

  submit(request: Request, committed: Committed): void {
    if (this.#stopped) return
    const { clock, preparer, journal } = this.#options
    const stamp = { zxid: ++this.#lastZxid, time: clock.now() }
    const entry = preparer.prepare(request, stamp)
    journal.append(entry)
    this.#wait({ entry, committed, reached: undefined })
  }

  /** Calls back when all that was submitted before is committed. */
  barrier(reached: () => void): void {
    if (this.#waiting.length === 0 && !this.#flushing) reached()
    else this.#wait({ entry: undefined, committed: undefined, reached })
  }

  get outstanding(): number {
    return this.#waiting.length + this.#underWay
  }

  /** Commits what is decided, and takes nothing more. */
  async drain(): Promise<void> {
    this.#stopped = true
    await new Promise<void>((resolve) => this.barrier(resolve))
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting)
    if (this.#flushing || this.#scheduled) return
    this.#scheduled = true
    this.#options.clock.soon(() => {
      this.#scheduled = false
      this.#flush()
    })
  }

  /** Everything that waits goes to the disk in one write and one fsync. */
  #flush(): void {
    const batch = this.#waiting
    this.#waiting = []
    try {
      const synced = this.#options.journal.flush()
      if (synced === undefined) this.#commit(batch)
      else this.#await(synced, batch)
    } catch (error) {
      this.#fail(error)
    }
  }

  #await(synced: Promise<void>, batch: readonly Waiting[]): void {
    this.#flushing = true
    this.#underWay = batch.length
    synced.then(
      () => this.#flushed(batch),
      (error: unknown) => this.#fail(error),
    )
  }

  #flushed(batch: readonly Waiting[]): void {
    this.#flushing = false
    this.#underWay = 0
    this.#commit(batch)
    if (this.#waiting.length > 0 && !this.#scheduled) this.#flush()
  }

  #commit(batch: readonly Waiting[]): void {
    this.#options.turn(() => {
      for (const waiting of batch) this.#commitOne(waiting)
    })
    this.#options.journal.applied(batch.length)
  }

  #commitOne({ entry, committed, reached }: Waiting): void {
    reached?.()
    if (entry === undefined) return
    const result = this.#options.database.apply(entry)
    this.#options.outlook.applied(entry.header.zxid)
    committed?.(entry, result)
  }

  #fail(error: unknown): void {
    this.#stopped = true
    this.#options.failed(error instanceof Error ? error : new Error(String(error)))
  }
}
