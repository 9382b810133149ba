import type { Clock } from '../../base/clock.ts'
import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import { Access } from '../access/access.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import type { CommitListener, CommitSource, Committed, SessionBook } from '../processors/commit-source.ts'
import { Outlook } from '../processors/outlook.ts'
import { Pipeline } from '../processors/pipeline.ts'
import { Preparer } from '../processors/preparer.ts'
import type { Request } from '../processors/request.ts'
import { GlobalSessions } from '../session/global-sessions.ts'
import type { DataDirectories } from '../storage/data-directory.ts'
import type { Database } from '../storage/database.ts'
import { Journal } from '../storage/journal.ts'
import { Upkeep } from './upkeep.ts'

export interface StandaloneOptions {
  readonly config: ZooKeeperConfig
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly database: Database
  readonly directories: DataDirectories
}

/** The id that goes into the sessions of a server that stands alone. */
const standaloneId = 1

/** A server that stands alone decides for itself: what is in its log has happened. */
export class StandaloneSource implements CommitSource {
  readonly role = 'standalone'
  readonly statusLines = []
  readonly figures = []
  readonly database: Database
  readonly sessions: SessionBook
  /** Resolves when it has ended; with the error if that was not asked for. */
  readonly ended: Promise<Error | undefined>
  readonly #options: StandaloneOptions
  readonly #sessions: GlobalSessions
  readonly #journal: Journal
  readonly #pipeline: Pipeline
  readonly #upkeep: Upkeep
  #listener: CommitListener = { turn: (work) => work(), sessionEnded: () => {} }
  #isClosed = false
  #end: (error: Error | undefined) => void = () => {}

  constructor(options: StandaloneOptions) {
    this.#options = options
    this.database = options.database
    this.#sessions = new GlobalSessions(options.clock, options.config.tickTime, standaloneId)
    this.sessions = this.#sessions
    this.#journal = new Journal(options)
    this.#pipeline = this.#makePipeline()
    this.#upkeep = this.#makeUpkeep()
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  get outstanding(): number {
    return this.#pipeline.outstanding
  }

  listen(listener: CommitListener): void {
    this.#listener = listener
  }

  /** Begins what happens by the clock. */
  start(): void {
    this.#upkeep.start()
  }

  submit(request: Request, committed: Committed): void {
    this.#pipeline.submit(request, (entry, result) => {
      const isEnd = entry.txn.kind === 'closeSession'
      if (isEnd) this.#sessions.table.remove(entry.header.clientId)
      committed(entry, result)
      if (isEnd) this.#listener.sessionEnded(entry.header.clientId)
    })
    if (request.type === opCode.closeSession) this.#sessions.table.close(request.sessionId)
  }

  sync(reached: () => void): void {
    this.#pipeline.barrier(reached)
  }

  /** Finishes what is on its way to the disk; `flushed` runs when clients have been answered. */
  async close(flushed: () => void): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#upkeep.stop()
    await this.#pipeline.drain()
    flushed()
    await this.#journal.close()
    this.#end(undefined)
  }

  #makePipeline(): Pipeline {
    const { config, clock, database } = this.#options
    const outlook = new Outlook(database.tree, config.digestEnabled)
    const preparer = new Preparer({
      tree: database.tree,
      outlook,
      access: new Access(config),
      ttlEnabled: config.ttlEnabled,
      enforceQuota: config.enforceQuota,
      reconfigure: () => {
        throw new ZooKeeperError(config.reconfigEnabled ? 'unimplemented' : 'reconfigDisabled')
      },
      checkSession: ({ sessionId }) => {
        if (!this.#sessions.table.isAlive(sessionId)) throw new ZooKeeperError('sessionExpired')
      },
    })
    return new Pipeline({
      clock,
      database,
      outlook,
      preparer,
      journal: this.#journal,
      turn: (work) => this.#listener.turn(work),
      failed: (error) => this.#fail(error),
    })
  }

  #makeUpkeep(): Upkeep {
    const { config, clock, database, logger } = this.#options
    return new Upkeep({
      clock,
      database,
      sessions: this.#sessions.table,
      logger: logger.named('org.apache.zookeeper.server.ZooKeeperServer'),
      containers: config.containers,
      submit: (request) => this.submit(request, () => {}),
    })
  }

  #fail(error: Error): void {
    this.#options.logger
      .named('org.apache.zookeeper.server.SyncRequestProcessor')
      .error(`Severe unrecoverable error, exiting: ${error.message}`)
    this.#isClosed = true
    this.#upkeep.stop()
    this.#end(error)
  }
}
