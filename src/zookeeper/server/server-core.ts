import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { Access } from '../access/access.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import type { Committed, SessionBook } from '../processors/commit-source.ts'
import type { ReadContext } from '../processors/reads.ts'
import type { Request } from '../processors/request.ts'
import type { Database } from '../storage/database.ts'
import type { ClientConnection } from './client-connection.ts'
import type { ConnectionThrottle } from './limits/connection-throttle.ts'
import type { LargeRequests } from './limits/large-requests.ts'
import type { RequestThrottle } from './limits/request-throttle.ts'
import type { SaslLogin } from './sasl.ts'
import type { ServerStats } from './stats.ts'

/** What a client's connection needs of its server. */
export interface ServerCore {
  readonly config: ZooKeeperConfig
  readonly clock: Clock
  readonly logger: Logger
  readonly database: Database
  readonly sessions: SessionBook
  readonly access: Access
  readonly stats: ServerStats
  readonly reads: ReadContext
  readonly largeRequests: LargeRequests
  readonly requestThrottle: RequestThrottle
  readonly connectionThrottle: ConnectionThrottle
  /** Undefined when nobody logs in by SASL. */
  readonly login: SaslLogin | undefined
  /** Nothing can be changed: this server has no leader. */
  readonly isReadOnly: boolean
  /** Changes that are under way. */
  readonly outstanding: number
  /** Decides, logs and applies a change. */
  submit(request: Request, committed: Committed): void
  /** Calls back when all that was decided before is applied. */
  sync(reached: () => void): void
  /**
   * The answer to a four-letter word; undefined for what is none.
   * @param rest what came with it
   */
  word(name: string, connection: ClientConnection, rest: Buffer): string | undefined
  /** This connection speaks for the session now; the one that did before is closed. */
  adopt(sessionId: bigint, connection: ClientConnection): void
  /** The connection has something to send when the turn is over. */
  dirty(connection: ClientConnection): void
  gone(connection: ClientConnection): void
}
