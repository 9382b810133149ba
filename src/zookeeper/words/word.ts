import type { Clock } from '../../base/clock.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import type { Membership } from '../config/membership.ts'
import type { CommitSource, SessionBook } from '../processors/commit-source.ts'
import type { Latency, ServerStats } from '../server/stats.ts'
import type { Database } from '../storage/database.ts'
import type { Watches } from '../tree/watches.ts'

/** What four-letter words tell of a connection. */
export interface ConnectionView {
  /** `127.0.0.1:48080`. */
  readonly peer: string
  /** The port that it came in on. */
  readonly localPort: number
  /** 0n before there is a session. */
  readonly sessionId: bigint
  readonly timeout: number
  readonly queued: number
  readonly received: number
  readonly sent: number
  readonly latency: Latency
  /** Milliseconds since 1970. */
  readonly established: number
  /** Monotonic milliseconds of the last request. */
  readonly heard: number
  readonly lastOperation: string
  readonly lastCxid: number
  readonly lastZxid: bigint
  readonly lastResponse: number
  resetStats(): void
}

/** What they tell of the server. */
export interface ServerView {
  readonly clock: Clock
  readonly config: ZooKeeperConfig
  readonly database: Database
  readonly sessions: SessionBook
  readonly source: CommitSource
  /** 0 for a server that stands alone. */
  readonly myId: number
  /** The ensemble's, as they are now. */
  readonly members: Membership | undefined
  /** Who leads it; undefined where nobody does. */
  readonly leader: number | undefined
  readonly watches: Watches
  readonly stats: ServerStats
  readonly connections: ReadonlySet<ConnectionView>
  readonly outstanding: number
  readonly connectionThrottle: { readonly refusalProbability: number }
  /** What Java's servers trace; here it only is kept for whoever asks. */
  traceMask: bigint
  /** -1 where there is none. */
  readonly clientPort: number
  readonly secureClientPort: number
  /** Monotonic milliseconds at the start. */
  readonly started: number
  /** Bytes of all files in the directories. */
  directorySizes(): { readonly data: number; readonly log: number }
  /** The newest snapshot on the disk, with milliseconds since 1970; undefined before there is one. */
  lastSnapshot(): { readonly zxid: bigint; readonly modified: number } | undefined
  /** Who a watcher is: the session's id. */
  sessionOf(watcher: object): bigint
}

/** Answers a four-letter word; `asker` is the connection that it came on, `rest` what came with it. */
export type Word = (server: ServerView, asker: ConnectionView, rest: Buffer) => string
