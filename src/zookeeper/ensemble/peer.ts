import { type Clock, pause } from '../../base/clock.ts'
import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Transport } from '../../net/transport.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import type { EnsembleConfig } from '../config/ensemble.ts'
import type { Membership } from '../config/membership.ts'
import type { CommitSource } from '../processors/commit-source.ts'
import type { ClientPort } from '../server/client-port.ts'
import { ZooKeeperServer } from '../server/zookeeper-server.ts'
import { type DataDirectories, fastForward, load, syncLastLog } from '../storage/data-directory.ts'
import type { Database } from '../storage/database.ts'
import { readEpochs } from '../storage/epochs.ts'
import { Election } from './election/election.ts'
import { LocalSessionSource } from './local-session-source.ts'
import { lead } from './quorum/leader.ts'
import { learn } from './quorum/learner.ts'
import type { Role, RoleOptions } from './quorum/role.ts'
import { ReadOnlySource } from './read-only-source.ts'
import { View } from './view.ts'

/** Milliseconds without a leader, at least, before a server serves those who only read. */
const leastReadOnlyPatience = 2000

export interface PeerOptions {
  readonly myId: number
  readonly config: ZooKeeperConfig
  readonly ensemble: EnsembleConfig
  readonly transport: Transport
  readonly disk: Disk
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly directories: DataDirectories
  readonly port: ClientPort
}

/** A server of an ensemble: looks for a leader, leads or learns as long as that lasts, and looks again. */
export class Peer {
  /** Resolves when it has ended; with the error if that was not asked for. */
  readonly ended: Promise<Error | undefined>
  readonly #options: PeerOptions
  readonly #logger: Logger
  readonly #view: View
  readonly #election: Election
  #database: Database
  #role: Role | undefined
  /** Whom this server serves in its role; its own id when it leads. */
  #leader: number | undefined
  /** Who leads next, decided without an election. */
  #appointed: number | undefined
  #server: ZooKeeperServer | undefined
  #isClosed = false
  #stopReading: () => void = () => {}
  #stopLocalSessions: () => void = () => {}
  #end: (error: Error | undefined) => void = () => {}

  /** @throws DataDirectoryError, CorruptLogError */
  constructor(options: PeerOptions) {
    this.#options = options
    this.#logger = options.logger.named('org.apache.zookeeper.server.quorum.QuorumPeer')
    this.#view = new View(options)
    this.#election = new Election({
      ...options,
      id: options.myId,
      view: this.#view,
      learned: (members) => this.#learned(members),
    })
    this.#database = this.#load()
    syncLastLog(options.disk, options.directories)
    readEpochs(options.disk, options.directories.snapshots, this.#database.lastZxid)
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  /** Begins its life; rejects with the network's error when the election port can't be had. */
  async start(): Promise<void> {
    await this.#election.open()
    this.#live().then(
      () => this.#end(undefined),
      (error: unknown) => this.#fail(error instanceof Error ? error : new Error(String(error))),
    )
  }

  /** Stops serving; resolves when what was promised is on the disk. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#stopReading()
    this.#stopServing()
    await this.#role?.close()
    await this.#election.close()
    this.#end(undefined)
  }

  async #live(): Promise<void> {
    while (!this.#isClosed) {
      const leader = this.#takeAppointed() ?? (await this.#elect())
      if (this.#isClosed) return
      await this.#serveUnder(leader)
    }
  }

  async #elect(): Promise<number> {
    this.#logger.info('LOOKING')
    const { current } = this.#epochs()
    if (this.#options.config.readOnlyMode) this.#readLater()
    const leader = await this.#election.elect(this.#database.lastZxid, current)
    this.#stopReading()
    return leader
  }

  /** Serves clients that only read as long as there is no leader, if that lasts. */
  #readLater(): void {
    const { clock, config, myId } = this.#options
    let source: ReadOnlySource | undefined
    const patience = clock.after(Math.max(leastReadOnlyPatience, config.tickTime), () => {
      source = new ReadOnlySource({ clock, myId, tickTime: config.tickTime, database: this.#database })
      this.#logger.info('Read-only server started')
      this.#serve(source)
    })
    this.#stopReading = () => {
      patience.cancel()
      source?.stop()
      if (source !== undefined) this.#stopServing()
    }
  }

  #takeAppointed(): number | undefined {
    const leader = this.#appointed
    this.#appointed = undefined
    if (leader !== undefined) this.#election.appoint(leader, this.#database.lastZxid)
    return leader
  }

  async #serveUnder(leader: number): Promise<void> {
    this.#logger.info(this.#election.state.toUpperCase())
    this.#leader = leader
    const role = this.#begin(leader)
    if (role === undefined) {
      await pause(this.#options.clock, this.#options.config.tickTime)
      return
    }
    this.#role = role
    const error = await role.ended
    this.#stopServing()
    const database = await role.close()
    this.#role = undefined
    this.#leader = undefined
    if (error !== undefined) throw error
    if (this.#isClosed) return
    this.#database = database ?? this.#load()
    if (database !== undefined) fastForward(this.#options.disk, this.#options.directories, database)
  }

  /** Undefined when the leader is none that this server knows. */
  #begin(leader: number): Role | undefined {
    const options: RoleOptions = {
      ...this.#options,
      database: this.#database,
      view: this.#view,
      activate: (members, next) => this.#activate(members, next),
      epochBegan: (epoch) => this.#election.epochBegan(epoch),
      serve: (source) => this.#serve(source),
    }
    if (leader === this.#options.myId) return lead(options)
    const entry = this.#view.current.servers.get(leader)
    if (entry === undefined) this.#logger.warn(`Couldn't find the leader with id = ${leader}`)
    else return learn({ ...options, leader: entry, isObserver: this.#election.state === 'observing' })
    return undefined
  }

  /** Heard of while looking for a leader. True when the members are others than before. */
  #learned(members: Membership): boolean {
    const before = this.#view.activate(members)
    if (before !== undefined) this.#membersChanged()
    return before !== undefined
  }

  /**
   * The members are decided.
   * @param next who leads by this decision; undefined when it decides nothing about that
   * @returns whether this server's role is over: it leads or follows somebody else, or another way, from now on
   */
  #activate(members: Membership, next: number | undefined): boolean {
    const wasObserver = this.#view.isObserver
    const before = this.#view.activate(members)
    if (before === undefined) return false
    this.#membersChanged()
    const isOtherRole = this.#view.isObserver !== wasObserver
    const isOtherLeader = next === undefined ? this.#hasMoved(this.#leader, before) : next !== this.#leader
    if (isOtherRole) this.#logger.info(`Becoming ${this.#view.isObserver ? 'an observer' : 'a participant'}`)
    if (isOtherRole || isOtherLeader) this.#appointed = next
    return isOtherRole || isOtherLeader
  }

  /** Whether the leader is no voter any more, or has another address. */
  #hasMoved(leader: number | undefined, before: Membership): boolean {
    const quorumAddress = ({ servers }: Membership) => {
      const entry = leader === undefined ? undefined : servers.get(leader)
      if (entry === undefined || entry.isObserver) return undefined
      return entry.addresses.map(({ host, quorumPort }) => `${host}:${quorumPort}`).join()
    }
    const now = quorumAddress(this.#view.current)
    return now === undefined || now !== quorumAddress(before)
  }

  /** Listens where the new members say. */
  #membersChanged(): void {
    this.#election.membersChanged().catch((error: Error) => this.#fail(error))
    const client = this.#view.current.servers.get(this.#options.myId)?.client
    if (client === undefined) return
    const address = client.host === '0.0.0.0' ? { host: '', port: client.port } : client
    this.#options.port.move(address).catch((error: Error) => {
      this.#logger.error(`Error reconfiguring client port to ${client.host}:${client.port}: ${error.message}`)
    })
  }

  #serve(source: CommitSource): void {
    const { port } = this.#options
    if (this.#isClosed) return
    const served = this.#withLocalSessions(source)
    showConfig(source.database, this.#view.current, this.#options.clock.now())
    this.#server = new ZooKeeperServer({
      ...this.#options,
      view: this.#view,
      leader: this.#leader,
      source: served,
      ...port.numbers,
    })
    port.serve(this.#server)
  }

  #withLocalSessions(source: CommitSource): CommitSource {
    const { clock, myId, config } = this.#options
    if (!config.localSessionsEnabled || source.role === 'read-only') return source
    const { tickTime, localSessionsUpgradingEnabled: upgrading } = config
    const local = new LocalSessionSource(source, { clock, myId, tickTime, upgrading })
    this.#stopLocalSessions = () => local.stop()
    return local
  }

  #stopServing(): void {
    this.#stopLocalSessions()
    this.#options.port.serve(undefined)
    this.#server?.close()
    this.#server = undefined
  }

  #load(): Database {
    const { disk, directories, config, logger } = this.#options
    const log = logger.named('org.apache.zookeeper.server.ZKDatabase')
    const tree = { ttlEnabled: config.ttlEnabled, digestEnabled: config.digestEnabled }
    return load(disk, directories, tree, (message) => log.warn(message))
  }

  #epochs() {
    const { disk, directories } = this.#options
    return readEpochs(disk, directories.snapshots, this.#database.lastZxid)
  }

  #fail(error: Error): void {
    this.#logger.error(`Unexpected exception, exiting: ${error.message}`)
    this.#isClosed = true
    this.#stopReading()
    this.#stopServing()
    this.#election.close().then(() => this.#end(error))
  }
}

/** Not by a transaction: each server shows what it knows. The version -1 is what ZooKeeper gives it. */
function showConfig({ tree }: Database, { text, version }: Membership, now: number): void {
  tree.setData('/zookeeper/config', Buffer.from(text), -1, version, now)
}
