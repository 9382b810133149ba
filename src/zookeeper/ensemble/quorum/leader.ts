import { type Clock, every, pause, type Timer } from '../../../base/clock.ts'
import type { Logger } from '../../../base/logger.ts'
import type { Listener } from '../../../net/transport.ts'
import { MalformedError } from '../../../wire/schema/index.ts'
import { asVersion } from '../../config/membership.ts'
import type { Database } from '../../storage/database.ts'
import { epochStart, readEpochs, writeEpoch } from '../../storage/epochs.ts'
import { loggedFrom } from '../../storage/log-history.ts'
import { listeningAddresses } from '../addresses.ts'
import { Discovery, type History, isAhead } from './discovery.ts'
import { LeaderSource, type Learners } from './leader-source.ts'
import { type LeaderView, LearnerHandler } from './learner-handler.ts'
import { proposalPacket } from './packets.ts'
import type { Role, RoleOptions } from './role.ts'
import { Stall } from './stall.ts'
import { chooseSynchronisation } from './synchronisation.ts'

/** Leads: waits for a quorum of followers, brings all to the same state, and then decides. */
export function lead(options: RoleOptions): Role {
  const leader = new Leader(options)
  leader.begin()
  return leader
}

const bindAttempts = 5
const bindPause = 1000

class Leader implements Role, LeaderView, Learners {
  readonly ended: Promise<Error | undefined>
  readonly clock: Clock
  readonly maxBuffer: number
  readonly #options: RoleOptions
  readonly #logger: Logger
  readonly #discovery: Discovery
  readonly #handlers = new Set<LearnerHandler>()
  readonly #history: History
  #listeners: Listener[] = []
  readonly #stall: Stall
  #ticking: Timer | undefined
  #tickCount = 0
  #phaseBegan: number
  #epoch: number | undefined
  #source: LeaderSource | undefined
  #isActive = false
  #isOver = false
  #end: (error: Error | undefined) => void = () => {}

  constructor(options: RoleOptions) {
    const { clock, config, view, logger, myId, disk, directories, database } = options
    this.#options = options
    this.clock = clock
    this.maxBuffer = config.juteMaxBuffer
    this.#logger = logger.named('org.apache.zookeeper.server.quorum.Leader')
    this.#discovery = new Discovery(view, myId)
    this.#phaseBegan = clock.elapsed()
    this.#stall = new Stall(clock, config.tickTime)
    const { current } = readEpochs(disk, directories.snapshots, database.lastZxid)
    this.#history = { currentEpoch: current, lastZxid: database.lastZxid }
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  begin(): void {
    this.#ticking = every(this.clock, this.#options.config.tickTime / 2, () => this.#tick())
    this.#listen().then(
      () => this.#orEnd(() => this.#joinSelf()),
      (error: Error) => this.#cantListen(error),
    )
  }

  async close(): Promise<Database> {
    this.#finish(undefined, 'closing')
    await Promise.all(this.#listeners.map((listener) => listener.close()))
    await this.#source?.close()
    return this.#options.database
  }

  /** As with ZooKeeper, it goes on looking: another server may lead. */
  #cantListen({ message }: Error): void {
    this.#logger.error(`Couldn't bind to the quorum port: ${message}. Free it, or this server can't lead`)
    this.#finish(undefined, 'Leader failed to initialize its sockets')
  }

  // What handlers tell.

  turn(work: () => void): void {
    if (this.#source === undefined) work()
    else this.#source.turn(work)
  }

  joined(handler: LearnerHandler, acceptedEpoch: number): void {
    this.#logger.info(`Follower sid: ${handler.id} : ${handler.remote} joins`)
    if (handler.id === this.#options.myId) throw new MalformedError('it says that it is this server')
    if (handler.configVersion > this.#options.view.current.version) {
      throw new MalformedError('Follower is ahead of the leader (has a later activated configuration)')
    }
    const votes = this.#isVoter(handler)
    const epoch = votes ? this.#discovery.join(handler.id, acceptedEpoch) : this.#epoch
    if (this.#epoch !== undefined) handler.follow(this.#epoch)
    else {
      this.#waitingToFollow.add(handler)
      if (epoch !== undefined) this.#beginEpoch(epoch)
    }
  }

  promised(handler: LearnerHandler, history: History | undefined): void {
    if (history !== undefined && !this.#discovery.hasPromises && isAhead(history, this.#history)) {
      this.#finish(undefined, `Follower is ahead of the leader, leader summary: ${describe(this.#history)}`)
      return
    }
    const had = this.#discovery.hasPromises
    if (history !== undefined && this.#isVoter(handler)) this.#discovery.promise(handler.id)
    this.#waitingToSync.add(handler)
    if (this.#discovery.hasPromises) this.#promisesMade(had)
  }

  synced(handler: LearnerHandler): void {
    this.#waitingForStart.add(handler)
    if (this.#isVoter(handler)) this.#haveSynced(handler.id)
    if (this.#isActive) this.#activateWaiting()
  }

  gone(handler: LearnerHandler, reason: string): void {
    if (!this.#handlers.delete(handler)) return
    for (const waiting of [this.#waitingToFollow, this.#waitingToSync, this.#waitingForStart]) waiting.delete(handler)
    if (!this.#isOver) this.#logger.warn(`GOODBYE ${handler.remote} (sid ${handler.id}): ${reason}`)
  }

  broken(handler: LearnerHandler, error: unknown): void {
    const reason = error instanceof Error ? error : new Error(String(error))
    this.gone(handler, reason.message)
    if (!(reason instanceof MalformedError)) this.failed(reason)
  }

  // What the source tells.

  propose(zxid: bigint, bytes: Buffer): void {
    const proposal = proposalPacket(zxid, bytes)
    for (const handler of this.#handlers) {
      if (handler.isForwarding && !handler.isObserver) handler.propose(zxid, proposal)
    }
  }

  commit(zxid: bigint, bytes: Buffer): void {
    for (const handler of this.#handlers) {
      if (!handler.isForwarding) continue
      if (handler.isObserver) handler.inform(zxid, bytes)
      else handler.commit(zxid)
    }
  }

  activate(zxid: bigint, bytes: Buffer, leader: number): void {
    for (const handler of this.#handlers) {
      if (!handler.isForwarding) continue
      if (handler.isObserver) handler.informAndActivate(zxid, bytes, leader)
      else handler.commitAndActivate(zxid, leader)
    }
  }

  get syncedServers(): ReadonlySet<number> {
    const followers = [...this.#handlers].filter((handler) => handler.isSynced && !handler.isObserver)
    return new Set([this.#options.myId, ...followers.map(({ id }) => id)])
  }

  get figures(): readonly (readonly [key: string, value: number])[] {
    const synced = [...this.#handlers].filter((handler) => handler.isSynced)
    const observers = synced.filter((handler) => handler.isObserver).length
    const voting = synced.filter((handler) => this.#isVoter(handler)).length
    return [
      ['learners', this.#handlers.size],
      ['synced_followers', synced.length - observers],
      ['synced_non_voting_followers', synced.length - observers - voting],
      ['synced_observers', observers],
    ]
  }

  exhausted(): void {
    this.#finish(undefined, 'zxid lower 32 bits have rolled over, forcing re-election, and therefore new epoch start')
  }

  failed(error: Error): void {
    this.#finish(error, `Severe unrecoverable error: ${error.message}`)
  }

  readonly #waitingToFollow = new Set<LearnerHandler>()
  readonly #waitingToSync = new Set<LearnerHandler>()
  readonly #waitingForStart = new Set<LearnerHandler>()

  /** Learners may come before this server has let go of the port in an earlier role. */
  async #listen(): Promise<void> {
    const { ensemble, view, myId, transport } = this.#options
    const own = (view.current.servers.get(myId)?.addresses ?? []).map(({ host, quorumPort }) => ({
      host,
      port: quorumPort,
    }))
    for (const address of listeningAddresses(own, ensemble.listenOnAllIps)) {
      for (let attempt = 1; !this.#isOver; attempt++) {
        try {
          const listener = await transport.listen(address, (connection) => this.#accept(connection))
          this.#listeners.push(listener)
          if (this.#isOver) await listener.close()
          break
        } catch (error) {
          if (attempt === bindAttempts) throw error
          await pause(this.clock, bindPause)
        }
      }
    }
  }

  #accept(connection: Parameters<Parameters<RoleOptions['transport']['listen']>[1]>[0]): void {
    if (this.#isOver) connection.destroy()
    else this.#handlers.add(new LearnerHandler(this, connection))
  }

  #joinSelf(): void {
    const { myId, disk, directories, database } = this.#options
    const { accepted } = readEpochs(disk, directories.snapshots, database.lastZxid)
    const epoch = this.#discovery.join(myId, accepted)
    if (epoch !== undefined) this.#beginEpoch(epoch)
  }

  #beginEpoch(epoch: number): void {
    const { disk, directories, myId } = this.#options
    writeEpoch(disk, directories.snapshots, 'accepted', epoch)
    this.#epoch = epoch
    this.#establishMembers(epoch)
    this.#options.database.remember()
    this.#source = new LeaderSource(this.#options, epoch, this)
    this.#phaseBegan = this.clock.elapsed()
    for (const handler of take(this.#waitingToFollow)) handler.follow(epoch)
    if (this.#discovery.promise(myId)) this.#promisesMade(false)
  }

  /** The first leader gives the members of the settings a version: what others may have in theirs doesn't count then. */
  #establishMembers(epoch: number): void {
    const { view } = this.#options
    if (view.lastSeen.version === 0n) view.saw(asVersion(view.current, epochStart(epoch)))
  }

  /** A quorum will follow nobody older: the epoch is this leader's. */
  #promisesMade(had: boolean): void {
    const { disk, directories, myId } = this.#options
    if (!had && this.#epoch !== undefined) {
      writeEpoch(disk, directories.snapshots, 'current', this.#epoch)
      this.#phaseBegan = this.clock.elapsed()
    }
    for (const handler of take(this.#waitingToSync)) this.#synchronise(handler)
    if (!had) this.#haveSynced(myId)
  }

  #synchronise(handler: LearnerHandler): void {
    const { disk, directories, database, view, config } = this.#options
    const { logShare, alwaysSnapshot } = config.synchronisation
    if (this.#source === undefined) return
    const how = chooseSynchronisation({
      peerLast: handler.lastZxid,
      lastZxid: database.lastZxid,
      committed: database.remember().entries,
      alwaysSnapshot,
      fromLog: (zxid) => loggedFrom(disk, directories, zxid, logShare),
    })
    const lacking = how.kind === 'snap' ? 'all' : how.lacking.length
    this.#logger.info(`Synchronizing with Learner sid: ${handler.id}: ${how.kind.toUpperCase()}, ${lacking} to send`)
    handler.synchronise(how, this.#source, view.lastSeen.text)
  }

  #haveSynced(id: number): void {
    if (!this.#discovery.sync(id) || this.#isActive || this.#source === undefined || this.#epoch === undefined) return
    this.#isActive = true
    this.#source.activateSeen(new Set(this.#discovery.synced))
    this.#logger.info(`Have quorum of supporters, sids: [${this.#discovery.synced.join(',')}]; starting up`)
    this.#source.start()
    this.#options.epochBegan(this.#epoch)
    this.#options.serve(this.#source)
    this.#activateWaiting()
  }

  #activateWaiting(): void {
    for (const handler of take(this.#waitingForStart)) handler.activate()
  }

  #tick(): void {
    this.#tickCount++
    for (const handler of this.#handlers) handler.ping(this.#source?.lastProposed ?? 0n)
    if (this.#stall.isOver()) for (const handler of this.#handlers) handler.pardon()
    if (this.#tickCount % 2 === 1) return
    this.#dropSilent()
    if (this.#isActive) this.#checkFollowers()
    else this.#checkPatience()
  }

  #dropSilent(): void {
    const { config, ensemble } = this.#options
    for (const handler of [...this.#handlers]) {
      const ticks = handler.isSynced ? ensemble.syncLimit : ensemble.initLimit
      if (handler.silence(this.clock.elapsed()) <= ticks * config.tickTime) continue
      handler.close()
      this.gone(handler, 'Closing connection to peer due to transaction timeout.')
    }
  }

  /** A leader that is cut off from its followers must not go on answering. */
  #checkFollowers(): void {
    const synced = this.syncedServers
    if (this.#options.view.isQuorum(synced)) return
    this.#finish(undefined, `Not sufficient followers synced, only synced with sids: [ ${[...synced].join(',')} ]`)
  }

  #checkPatience(): void {
    const { config, ensemble } = this.#options
    if (this.clock.elapsed() - this.#phaseBegan <= ensemble.initLimit * config.tickTime) return
    this.#finish(undefined, `Timeout while waiting for a quorum of followers`)
  }

  #isVoter({ id, isObserver }: LearnerHandler): boolean {
    return !isObserver && this.#options.view.isVoter(id)
  }

  #orEnd(work: () => void): void {
    if (this.#isOver) return
    try {
      work()
    } catch (error) {
      this.failed(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #finish(error: Error | undefined, reason: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#logger.info(`Shutdown called. For the reason ${reason}`)
    this.#ticking?.cancel()
    this.#source?.stop()
    for (const handler of this.#handlers) handler.close()
    this.#end(error)
  }
}

function take(handlers: Set<LearnerHandler>): LearnerHandler[] {
  const taken = [...handlers]
  handlers.clear()
  return taken
}

function describe({ currentEpoch, lastZxid }: History): string {
  return `${currentEpoch} (current epoch), 0x${lastZxid.toString(16)} (last zxid)`
}
