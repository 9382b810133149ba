import type { Clock } from '../../base/clock.ts'
import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Connection } from '../../net/transport.ts'
import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { opCode } from '../../wire/jute/op-codes.ts'
import { Access } from '../access/access.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import { Outlook } from '../processors/outlook.ts'
import { type Committed, Pipeline } from '../processors/pipeline.ts'
import { Preparer } from '../processors/preparer.ts'
import type { ReadContext } from '../processors/reads.ts'
import type { Request } from '../processors/request.ts'
import { Sessions } from '../session/sessions.ts'
import type { DataDirectories } from '../storage/data-directory.ts'
import type { Database } from '../storage/database.ts'
import { writeSnapshotSlowly } from '../storage/snapshots.ts'
import { TxnLog } from '../storage/txn-log.ts'
import { Watches } from '../tree/watches.ts'
import { words } from '../words/table.ts'
import type { ServerView } from '../words/word.ts'
import { ClientConnection } from './client-connection.ts'
import type { ServerCore } from './server-core.ts'
import { ServerStats } from './stats.ts'
import { Upkeep } from './upkeep.ts'

export interface ZooKeeperServerOptions {
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
/** Connections that don't ask for a session in this time are closed. */
const sessionlessMs = 10_000
const serverName = 'org.apache.zookeeper.server.ZooKeeperServer'

/** A standalone server: connections in front, the pipeline behind, and what happens by the clock. */
export class ZooKeeperServer implements ServerCore, ServerView {
  readonly config: ZooKeeperConfig
  readonly clock: Clock
  readonly logger: Logger
  readonly database: Database
  readonly sessions: Sessions
  readonly access: Access
  readonly watches = new Watches()
  readonly stats = new ServerStats()
  readonly connections = new Set<ClientConnection>()
  readonly reads: ReadContext
  readonly started: number
  /** Resolves when the server has ended; with the error if that was not asked for. */
  readonly ended: Promise<Error | undefined>
  clientPort = 0
  readonly #options: ZooKeeperServerOptions
  readonly #outlook: Outlook
  readonly #pipeline: Pipeline
  readonly #log: TxnLog
  readonly #upkeep: Upkeep
  readonly #owners = new Map<bigint, ClientConnection>()
  readonly #perHost = new Map<string, number>()
  readonly #dirty = new Set<ClientConnection>()
  #snapshot: Promise<void> | undefined
  #isClosed = false
  #end: (error: Error | undefined) => void = () => {}

  constructor(options: ZooKeeperServerOptions) {
    const { config, clock, database, logger } = options
    this.#options = options
    this.config = config
    this.clock = clock
    this.logger = logger.named('org.apache.zookeeper.server.NIOServerCnxn')
    this.database = database
    this.started = clock.elapsed()
    this.access = new Access(config.skipAcl)
    this.sessions = new Sessions(config.tickTime, standaloneId, clock.now())
    this.reads = { tree: database.tree, watches: this.watches, access: this.access }
    this.#outlook = new Outlook(database.tree, config.digestEnabled)
    this.#log = this.#openLog()
    this.#pipeline = this.#makePipeline()
    this.#upkeep = this.#makeUpkeep()
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
    database.tree.observer = this.watches
  }

  /** Begins what happens by the clock. */
  serve(port: number): void {
    this.clientPort = port
    this.#upkeep.start()
  }

  accept(stream: Connection): void {
    const connection = new ClientConnection(this, stream)
    if (this.#isClosed || this.#isFull(connection.host)) stream.destroy()
    else this.#welcome(connection, stream)
  }

  #welcome(connection: ClientConnection, stream: Connection): void {
    this.connections.add(connection)
    this.#perHost.set(connection.host, (this.#perHost.get(connection.host) ?? 0) + 1)
    const patience = this.clock.after(sessionlessMs, () => {
      if (!connection.hasSession) connection.close()
    })
    stream.onData((chunk) => {
      this.#turn(() => connection.receive(chunk))
      if (connection.hasSession) patience.cancel()
    })
    stream.onClose(() => {
      patience.cancel()
      connection.lost()
    })
  }

  submit(request: Request, committed: Committed): void {
    this.#pipeline.submit(request, (entry, result) => {
      if (entry.txn.kind === 'closeSession') this.sessions.remove(entry.header.clientId)
      committed(entry, result)
    })
    if (request.type === opCode.closeSession) this.sessions.close(request.sessionId)
  }

  barrier(reached: () => void): void {
    this.#pipeline.barrier(reached)
  }

  word(name: string, connection: ClientConnection): string | undefined {
    const word = words.get(name)
    if (word === undefined) return undefined
    this.logger.info(`Processing ${name} command from /${connection.peer}`)
    const { fourLetterWords } = this.config
    if (fourLetterWords !== undefined && !fourLetterWords.has(name)) {
      return `${name} is not executed because it is not in the whitelist.\n`
    }
    return word(this, connection)
  }

  adopt(sessionId: bigint, connection: ClientConnection): void {
    const before = this.#owners.get(sessionId)
    this.#owners.set(sessionId, connection)
    if (before !== connection) before?.close()
  }

  dirty(connection: ClientConnection): void {
    this.#dirty.add(connection)
  }

  gone(connection: ClientConnection): void {
    if (!this.connections.delete(connection)) return
    this.watches.removeAll(connection)
    if (this.#owners.get(connection.sessionId) === connection) this.#owners.delete(connection.sessionId)
    const others = (this.#perHost.get(connection.host) ?? 1) - 1
    if (others === 0) this.#perHost.delete(connection.host)
    else this.#perHost.set(connection.host, others)
  }

  get outstanding(): number {
    return this.#pipeline.outstanding
  }

  directorySizes(): { data: number; log: number } {
    const { disk, directories } = this.#options
    const size = (directory: string) =>
      disk.list(directory).reduce((sum, { name }) => sum + disk.stat(`${directory}/${name}`).size, 0)
    return { data: size(directories.snapshots), log: size(directories.logs) }
  }

  sessionOf = (watcher: object): bigint => (watcher instanceof ClientConnection ? watcher.sessionId : 0n)

  /** Finishes what is on its way to the disk, then closes all connections. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#upkeep.stop()
    await this.#pipeline.drain()
    this.#closeConnections()
    await this.#snapshot
    this.#log.close()
    this.#end(undefined)
  }

  #openLog(): TxnLog {
    const { config, disk, directories, logger } = this.#options
    const log = logger.named('org.apache.zookeeper.server.persistence.FileTxnLog')
    return new TxnLog({
      disk,
      directory: directories.logs,
      preAllocSize: config.preAllocSize,
      forceSync: config.forceSync,
      created: (name) => log.info(`Creating new log file: ${name}`),
    })
  }

  #makePipeline(): Pipeline {
    const { config, clock, random, database } = this.#options
    const preparer = new Preparer({
      tree: database.tree,
      outlook: this.#outlook,
      access: this.access,
      ttlEnabled: config.ttlEnabled,
      enforceQuota: config.enforceQuota,
      checkSession: ({ sessionId }) => {
        if (!this.sessions.isAlive(sessionId)) throw new ZooKeeperError('sessionExpired')
      },
    })
    return new Pipeline({
      clock,
      random,
      database,
      outlook: this.#outlook,
      preparer,
      log: this.#log,
      snapCount: config.snapCount,
      turn: (work) => this.#turn(work),
      snapshotDue: () => this.#beginSnapshot(),
      failed: (error) => this.#fail(error),
    })
  }

  /** A session that its client didn't end itself may still have a connection, which hears no more. */
  #makeUpkeep(): Upkeep {
    const { config, clock, database, logger } = this.#options
    return new Upkeep({
      clock,
      database,
      sessions: this.sessions,
      logger: logger.named(serverName),
      containerCheckInterval: config.containerCheckInterval,
      submit: (request) => this.submit(request, () => this.#owners.get(request.sessionId)?.close()),
    })
  }

  /** Whatever is answered while `work` runs leaves together. */
  #turn(work: () => void): void {
    work()
    const dirty = [...this.#dirty]
    this.#dirty.clear()
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

  #beginSnapshot(): void {
    if (this.#snapshot !== undefined) return
    const { disk, clock, directories, logger } = this.#options
    const log = logger.named(serverName)
    this.#log.roll()
    log.info(`Snapshotting: 0x${this.database.lastZxid.toString(16)} to ${directories.snapshots}`)
    this.#snapshot = writeSnapshotSlowly(disk, clock, directories.snapshots, this.database)
      .catch((error: Error) => log.error(`Snapshot failed: ${error.message}`))
      .finally(() => {
        this.#snapshot = undefined
      })
  }

  #fail(error: Error): void {
    this.#options.logger
      .named('org.apache.zookeeper.server.SyncRequestProcessor')
      .error(`Severe unrecoverable error, exiting: ${error.message}`)
    this.#isClosed = true
    this.#upkeep.stop()
    this.#closeConnections()
    this.#end(error)
  }

  #closeConnections(): void {
    for (const connection of [...this.connections]) connection.close()
  }
}
