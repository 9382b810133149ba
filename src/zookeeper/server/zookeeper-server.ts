import type { Clock } from '../../base/clock.ts'
import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Connection } from '../../net/transport.ts'
import { Access } from '../access/access.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import type { Membership } from '../config/membership.ts'
import type { CommitSource, Committed, SessionBook } from '../processors/commit-source.ts'
import type { ReadContext } from '../processors/reads.ts'
import type { Request } from '../processors/request.ts'
import type { DataDirectories } from '../storage/data-directory.ts'
import type { Database } from '../storage/database.ts'
import { numberedFiles } from '../storage/files.ts'
import { Watches } from '../tree/watches.ts'
import { words } from '../words/table.ts'
import { defaultTraceMask } from '../words/trace-mask.ts'
import type { ServerView, Word } from '../words/word.ts'
import { ClientConnection } from './client-connection.ts'
import { ConnectionThrottle } from './limits/connection-throttle.ts'
import { LargeRequests } from './limits/large-requests.ts'
import { RequestThrottle } from './limits/request-throttle.ts'
import type { SaslLogin } from './sasl.ts'
import type { ServerCore } from './server-core.ts'
import { ServerStats } from './stats.ts'

export interface ZooKeeperServerOptions {
  readonly config: ZooKeeperConfig
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly source: CommitSource
  readonly directories: DataDirectories
  /** Undefined: nobody logs in by SASL. */
  readonly login?: SaslLogin
  /** -1 where there is none. */
  readonly clientPort: number
  readonly secureClientPort: number
  /** 0 for a server that stands alone. */
  readonly myId: number
  /** The ensemble's members, as they change. */
  readonly view?: { readonly current: Membership }
  /** Who leads it. */
  readonly leader?: number | undefined
}

/** The front that clients are connected to, whatever is behind it: their connections, watches, and what words tell. */
export class ZooKeeperServer implements ServerCore, ServerView {
  readonly config: ZooKeeperConfig
  readonly clock: Clock
  readonly logger: Logger
  readonly database: Database
  readonly sessions: SessionBook
  readonly source: CommitSource
  readonly access: Access
  readonly watches = new Watches()
  readonly stats = new ServerStats()
  readonly connections = new Set<ClientConnection>()
  readonly largeRequests: LargeRequests
  readonly requestThrottle: RequestThrottle
  readonly connectionThrottle: ConnectionThrottle
  traceMask = defaultTraceMask
  readonly reads: ReadContext
  readonly login: SaslLogin | undefined
  readonly started: number
  readonly clientPort: number
  readonly secureClientPort: number
  readonly myId: number
  readonly #options: ZooKeeperServerOptions
  readonly #owners = new Map<bigint, ClientConnection>()
  readonly #perHost = new Map<string, number>()
  #dirty: ClientConnection[] = []
  #isClosed = false

  constructor(options: ZooKeeperServerOptions) {
    const { config, clock, source, logger, clientPort, myId } = options
    this.#options = options
    this.config = config
    this.clock = clock
    this.logger = logger.named('org.apache.zookeeper.server.NIOServerCnxn')
    this.source = source
    this.database = source.database
    this.sessions = source.sessions
    this.clientPort = clientPort
    this.secureClientPort = options.secureClientPort
    this.myId = myId
    this.login = options.login
    this.started = clock.elapsed()
    this.largeRequests = new LargeRequests(config.limits)
    this.requestThrottle = new RequestThrottle({
      config: config.limits.requests,
      stats: this.stats,
      outstanding: () => source.outstanding,
      now: () => clock.elapsed(),
    })
    this.connectionThrottle = new ConnectionThrottle(config.limits.connections, options.random, this.started)
    this.access = new Access(config)
    this.reads = { tree: this.database.tree, watches: this.watches, access: this.access }
    this.database.tree.observer = this.watches
    source.listen({
      turn: (work) => this.#turn(work),
      sessionEnded: (id) => this.#owners.get(id)?.finish(),
    })
  }

  accept(stream: Connection): void {
    const connection = new ClientConnection(this, stream)
    if (this.#isClosed || this.#isFull(connection.host)) {
      this.stats.connectionsRejected++
      stream.destroy()
    } else this.#welcome(connection, stream)
  }

  #welcome(connection: ClientConnection, stream: Connection): void {
    this.connections.add(connection)
    this.#perHost.set(connection.host, (this.#perHost.get(connection.host) ?? 0) + 1)
    const patience = this.clock.after(this.config.limits.sessionlessTimeout, () => {
      if (connection.hasSession) return
      this.stats.sessionlessExpired++
      connection.close()
    })
    stream.onBytes((chunk) => {
      this.stats.bytesReceived += chunk.length
      this.#turn(() => connection.receive(chunk))
      if (connection.hasSession) patience.cancel()
    })
    stream.onClose(() => {
      patience.cancel()
      connection.lost()
    })
  }

  submit(request: Request, committed: Committed): void {
    this.source.submit(request, committed)
  }

  sync(reached: () => void): void {
    this.source.sync(reached)
  }

  word(name: string, connection: ClientConnection, rest: Buffer): string | undefined {
    const word = words.get(name)
    if (word === undefined) return undefined
    this.stats.received++
    connection.received++
    const answer = this.#answer(name, word, connection, rest)
    if (answer !== '') this.stats.sent++
    return answer
  }

  #answer(name: string, word: Word, connection: ClientConnection, rest: Buffer): string {
    this.logger.info(`Processing ${name} command from /${connection.peer}`)
    const { fourLetterWords } = this.config
    if (fourLetterWords !== undefined && !fourLetterWords.has(name)) {
      return `${name} is not executed because it is not in the whitelist.\n`
    }
    return word(this, connection, rest)
  }

  adopt(sessionId: bigint, connection: ClientConnection): void {
    const before = this.#owners.get(sessionId)
    this.#owners.set(sessionId, connection)
    if (before !== connection) before?.close()
  }

  dirty(connection: ClientConnection): void {
    this.#dirty.push(connection)
  }

  gone(connection: ClientConnection): void {
    if (!this.connections.delete(connection)) return
    this.stats.connectionsClosed++
    this.watches.removeAll(connection)
    if (this.#owners.get(connection.sessionId) === connection) this.#owners.delete(connection.sessionId)
    const others = (this.#perHost.get(connection.host) ?? 1) - 1
    if (others === 0) this.#perHost.delete(connection.host)
    else this.#perHost.set(connection.host, others)
  }

  get isReadOnly(): boolean {
    return this.source.role === 'read-only'
  }

  get leader(): number | undefined {
    return this.#options.leader
  }

  get members(): Membership | undefined {
    return this.#options.view?.current
  }

  get outstanding(): number {
    return this.source.outstanding
  }

  directorySizes(): { data: number; log: number } {
    const { disk, directories } = this.#options
    const size = (directory: string) =>
      disk.list(directory).reduce((sum, { name }) => sum + disk.stat(`${directory}/${name}`).size, 0)
    return { data: size(directories.snapshots), log: size(directories.logs) }
  }

  lastSnapshot(): { zxid: bigint; modified: number } | undefined {
    const { disk, directories } = this.#options
    const newest = numberedFiles(disk, directories.snapshots, 'snapshot').at(-1)
    return newest && { zxid: newest.zxid, modified: disk.stat(newest.path).modified }
  }

  sessionOf = (watcher: object): bigint => (watcher instanceof ClientConnection ? watcher.sessionId : 0n)

  /** Closes all connections; nobody is served any more. */
  close(): void {
    this.#isClosed = true
    for (const connection of [...this.connections]) connection.close()
  }

  /** Whatever is answered while `work` runs leaves together. */
  #turn(work: () => void): void {
    work()
    if (this.requestThrottle.length > 0) this.requestThrottle.drain()
    if (this.#dirty.length === 0) return
    const dirty = this.#dirty
    this.#dirty = []
    for (const connection of dirty) connection.flush()
  }

  #isFull(host: string): boolean {
    const { maxClientCnxns, maxCnxns } = this.config
    const log = this.#options.logger.named('org.apache.zookeeper.server.NIOServerCnxnFactory')
    if (maxCnxns > 0 && this.connections.size >= maxCnxns) {
      log.error(`Too many connections ${this.connections.size}, maxCnxns is ${maxCnxns}`)
      return true
    }
    if (maxClientCnxns > 0 && (this.#perHost.get(host) ?? 0) >= maxClientCnxns) {
      log.warn(`Too many connections from /${host} - max is ${maxClientCnxns}`)
      return true
    }
    return false
  }
}
