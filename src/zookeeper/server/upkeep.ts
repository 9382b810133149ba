import type { Clock, Timer } from '../../base/clock.ts'
import { every } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import type { ContainerConfig } from '../config/config.ts'
import type { Request } from '../processors/request.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Database } from '../storage/database.ts'
import { outlivedNodes } from './containers.ts'

export interface UpkeepOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly database: Database
  readonly sessions: Sessions
  readonly containers: ContainerConfig
  readonly submit: (request: Request) => void
}

const nobody: Pick<Request, 'cxid' | 'ids'> = { cxid: 0, ids: [] }

/** What a server does by the clock, without being asked: ends sessions and nodes whose time is over. */
export class Upkeep {
  readonly #options: UpkeepOptions
  #expiry: Timer | undefined
  #containers: Timer | undefined

  constructor(options: UpkeepOptions) {
    this.#options = options
  }

  /** Restored sessions run from now on. */
  start(): void {
    const { clock, database, sessions, containers } = this.#options
    for (const [id, timeout] of database.sessions) sessions.track(id, timeout, clock.elapsed())
    this.#closeOrphans()
    this.#expireAtNextTick()
    this.#containers = every(clock, containers.checkInterval, () => this.#removeOutlived())
  }

  stop(): void {
    this.#expiry?.cancel()
    this.#containers?.cancel()
  }

  /** Nodes whose session isn't known any more would stay for ever. */
  #closeOrphans(): void {
    const { tree, sessions } = this.#options.database
    for (const id of [...tree.ephemerals.keys()]) if (!sessions.has(id)) this.#closeSession(id)
  }

  #expireAtNextTick(): void {
    const { clock, sessions } = this.#options
    this.#expiry = clock.after(sessions.untilNextTick(clock.elapsed()), () => {
      this.#expire()
      this.#expireAtNextTick()
    })
  }

  #expire(): void {
    const { clock, sessions, logger } = this.#options
    for (const { id, timeout } of sessions.expired(clock.elapsed())) {
      logger.info(`Expiring session 0x${BigInt.asUintN(64, id).toString(16)}, timeout of ${timeout}ms exceeded`)
      this.#closeSession(id)
    }
  }

  #closeSession(sessionId: bigint): void {
    this.#submit({ ...nobody, sessionId, type: opCode.closeSession, body: Buffer.alloc(0) })
  }

  #removeOutlived(): void {
    const { clock, database, containers } = this.#options
    for (const path of outlivedNodes(database.tree, clock.now(), containers.maxNeverUsed)) {
      this.#submit({ ...nobody, sessionId: 0n, type: opCode.deleteContainer, body: Buffer.from(path) })
    }
  }

  #submit(request: Omit<Request, 'arrived'>): void {
    const { clock, submit } = this.#options
    submit({ ...request, arrived: clock.elapsed() })
  }
}
