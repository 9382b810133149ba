import type { Clock } from '../../base/clock.ts'
import type { Disk } from '../../base/disk/disk.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Transport } from '../../net/transport.ts'
import type { ZooKeeperConfig } from '../config/config.ts'
import type { EnsembleConfig } from '../config/ensemble.ts'
import type { CommitSource } from '../processors/commit-source.ts'
import type { ClientPort } from '../server/client-port.ts'
import { ZooKeeperServer } from '../server/zookeeper-server.ts'
import { type DataDirectories, fastForward, load } from '../storage/data-directory.ts'
import type { Database } from '../storage/database.ts'
import { readEpochs } from '../storage/epochs.ts'
import { Election } from './election/election.ts'
import { lead } from './quorum/leader.ts'
import { learn } from './quorum/learner.ts'
import type { Role, RoleOptions } from './quorum/role.ts'

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
  readonly #election: Election
  #database: Database
  #role: Role | undefined
  #server: ZooKeeperServer | undefined
  #isClosed = false
  #end: (error: Error | undefined) => void = () => {}

  /** @throws DataDirectoryError, CorruptLogError */
  constructor(options: PeerOptions) {
    this.#options = options
    this.#logger = options.logger.named('org.apache.zookeeper.server.quorum.QuorumPeer')
    this.#election = new Election({ ...options, id: options.myId })
    this.#database = this.#load()
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
    this.#stopServing()
    await this.#role?.close()
    await this.#election.close()
    this.#end(undefined)
  }

  async #live(): Promise<void> {
    while (!this.#isClosed) {
      this.#logger.info('LOOKING')
      const { current } = this.#epochs()
      const leader = await this.#election.elect(this.#database.lastZxid, current)
      if (this.#isClosed) return
      await this.#serveUnder(leader)
    }
  }

  async #serveUnder(leader: number): Promise<void> {
    this.#logger.info(this.#election.state.toUpperCase())
    const role = this.#begin(leader)
    this.#role = role
    const error = await role.ended
    this.#stopServing()
    const database = await role.close()
    this.#role = undefined
    if (error !== undefined) throw error
    if (this.#isClosed) return
    this.#database = database ?? this.#load()
    if (database !== undefined) fastForward(this.#options.disk, this.#options.directories, database)
  }

  #begin(leader: number): Role {
    const options: RoleOptions = {
      ...this.#options,
      database: this.#database,
      epochBegan: (epoch) => this.#election.epochBegan(epoch),
      serve: (source) => this.#serve(source),
    }
    const entry = this.#options.ensemble.servers.get(leader)
    if (leader === this.#options.myId || entry === undefined) return lead(options)
    return learn({ ...options, leader: entry, isObserver: this.#election.state === 'observing' })
  }

  #serve(source: CommitSource): void {
    const { port } = this.#options
    if (this.#isClosed) return
    showConfig(source.database, this.#options.ensemble.configText, this.#options.clock.now())
    this.#server = new ZooKeeperServer({ ...this.#options, source, clientPort: port.address.port })
    port.serve(this.#server)
  }

  #stopServing(): void {
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
    this.#stopServing()
    this.#election.close().then(() => this.#end(error))
  }
}

/** Not by a transaction: each server shows what it knows. The version -1 is what ZooKeeper gives it. */
function showConfig({ tree }: Database, text: string, now: number): void {
  tree.setData('/zookeeper/config', Buffer.from(text), -1, 0n, now)
}
