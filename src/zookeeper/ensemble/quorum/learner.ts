import { every, type Timer } from '../../../base/clock.ts'
import type { Logger } from '../../../base/logger.ts'
import type { Connection } from '../../../net/transport.ts'
import { LearnerInfo, learnerProtocol, packetType, QuorumInt, type QuorumPacket } from '../../../wire/jute/quorum.ts'
import { encodeJute, MalformedError } from '../../../wire/schema/index.ts'
import type { Membership } from '../../config/membership.ts'
import type { ServerEntry } from '../../config/server-entry.ts'
import type { Database } from '../../storage/database.ts'
import { epochOf, epochStart, readEpochs, writeEpoch } from '../../storage/epochs.ts'
import { CatchUp } from './catch-up.ts'
import { Following } from './following.ts'
import { connectToLeader } from './leader-connection.ts'
import { settle, startingPoint } from './learner-sync.ts'
import { MembershipNews } from './membership-news.ts'
import { PacketConnection } from './packet-connection.ts'
import { packet } from './packets.ts'
import { parseMembership } from './reconfiguration.ts'
import type { Role, RoleOptions } from './role.ts'
import { Stall } from './stall.ts'

export interface LearnOptions extends RoleOptions {
  readonly leader: ServerEntry
  /** Has no vote, and only hears what is decided. */
  readonly isObserver: boolean
}

/** Follows or observes a leader: takes over its state, and then its decisions, one by one. */
export function learn(options: LearnOptions): Role {
  const learner = new Learner(options)
  learner.begin()
  return learner
}

type Stage = 'registering' | 'promised' | 'receiving' | 'syncing' | 'settling' | 'ready' | 'live'

class Learner implements Role {
  readonly ended: Promise<Error | undefined>
  readonly #options: LearnOptions
  readonly #logger: Logger
  #connection: PacketConnection | undefined
  #stage: Stage = 'registering'
  #epoch = 0
  /** The database that the leader sent, in place of this server's own. */
  #received: Database | undefined
  #catchUp: CatchUp | undefined
  #following: Following | undefined
  /** Over when all that the leader had is on the disk. */
  #settling: Promise<void> | undefined
  /** The members that the leader goes by; decided with UPTODATE. */
  #members: Membership | undefined
  #watching: Timer | undefined
  #isOver = false
  #end: (error: Error | undefined) => void = () => {}

  constructor(options: LearnOptions) {
    this.#options = options
    this.#logger = options.logger.named('org.apache.zookeeper.server.quorum.Learner')
    this.ended = new Promise((resolve) => {
      this.#end = resolve
    })
  }

  begin(): void {
    const { leader } = this.#options
    connectToLeader(this.#options, leader, () => this.#isOver)
      .then((connection) => {
        if (connection === undefined) this.#finish(undefined, `can't connect to the leader (sid ${leader.id})`)
        else if (this.#isOver) connection.destroy()
        else this.#register(connection)
      })
      .catch((error: unknown) => this.#fail(error))
  }

  async close(): Promise<Database | undefined> {
    this.#finish(undefined, 'closing')
    const following = this.#following
    await this.#settling
    await following?.close()
    // Files that were about to hold what the leader sent are neither the old state nor the new one for sure.
    if (this.#stage === 'settling') return undefined
    const isOld = following === undefined || (this.#stage === 'syncing' && this.#received !== undefined)
    return isOld ? this.#options.database : following.source.database
  }

  #register(connection: Connection): void {
    const { clock, config, myId, isObserver, view } = this.#options
    this.#connection = new PacketConnection(connection, clock, config.juteMaxBuffer, {
      packet: (each) => this.#take(each),
      turn: (work) => (this.#following === undefined ? work() : this.#following.source.turn(work)),
      lost: (error) => this.#finish(undefined, error?.message ?? 'the leader closed the connection'),
      failed: (error) => this.#fail(error),
    })
    const stall = new Stall(clock, config.tickTime)
    this.#watching = every(clock, config.tickTime / 2, () => this.#checkLeader(stall))
    const info = { serverId: BigInt(myId), protocolVersion: learnerProtocol, configVersion: view.current.version }
    const type = isObserver ? packetType.observerInfo : packetType.followerInfo
    this.#send(type, epochStart(this.#epochs().accepted), encodeJute(LearnerInfo, info))
  }

  #take(packet: QuorumPacket): void {
    switch (this.#stage) {
      case 'registering':
        this.#promise(packet)
        return
      case 'promised':
        this.#start(packet)
        return
      case 'syncing':
      case 'settling':
      case 'ready':
        this.#synchronise(packet)
        return
      default:
        this.#follow(packet)
    }
  }

  /** The leader's epoch: this server will follow no older one any more. */
  #promise({ type, zxid }: QuorumPacket): void {
    if (type !== packetType.leaderInfo)
      throw new MalformedError(`First packet should have been LEADERINFO, not ${type}`)
    const { disk, directories, database } = this.#options
    const { accepted, current } = this.#epochs()
    this.#epoch = epochOf(zxid)
    if (this.#epoch < accepted) {
      throw new MalformedError(`Leaders epoch, ${this.#epoch} is less than accepted epoch, ${accepted}`)
    }
    if (this.#epoch > accepted) writeEpoch(disk, directories.snapshots, 'accepted', this.#epoch)
    this.#stage = 'promised'
    const value = this.#epoch > accepted ? current : -1
    this.#send(packetType.ackEpoch, database.lastZxid, encodeJute(QuorumInt, { value }))
  }

  #start(packet: QuorumPacket): void {
    const start = startingPoint(this.#options, packet)
    this.#logger.info(`Getting a ${kindOf(packet.type)} from the leader 0x${packet.zxid.toString(16)}`)
    if (start.kind === 'database') {
      this.#goOnFrom(start.database)
      return
    }
    const connection = this.#connection
    if (connection === undefined) return
    this.#stage = 'receiving'
    const received = start.receive(connection.input)
    connection.divert(this.#receive(received))
  }

  *#receive(received: Generator<undefined, Database, undefined>): Generator<undefined, void, undefined> {
    const database = yield* received
    this.#received = database
    this.#goOnFrom(database)
  }

  #goOnFrom(database: Database): void {
    database.remember()
    this.#stage = 'syncing'
    const news = new MembershipNews(this.#options, (reason) => this.#finish(undefined, reason))
    this.#catchUp = new CatchUp(database, this.#received !== undefined, news)
    this.#following = new Following({
      ...this.#options,
      database,
      news,
      send: (bytes) => this.#connection?.send(bytes),
      failed: (error) => this.#finish(error, `Severe unrecoverable error: ${error.message}`),
    })
  }

  /** The rest of what the leader had before it heard of this server. */
  #synchronise(packet: QuorumPacket): void {
    const following = this.#following
    if (following === undefined) return
    if (packet.type === packetType.newLeader) this.#acceptLeader(packet, following)
    else if (packet.type === packetType.upToDate) this.#serve(following)
    // The leader waits for an acknowledgement before it takes answers to its pings.
    else if (this.#catchUp !== undefined) this.#catchUp.take(packet)
    else if (packet.type !== packetType.ping) following.take(packet)
  }

  /** All that the leader had is here: when it is on the disk, the epoch is this server's too. */
  #acceptLeader({ zxid, data }: QuorumPacket, following: Following): void {
    const catchUp = this.#catchUp
    if (this.#stage !== 'syncing' || catchUp === undefined) throw new MalformedError('NEWLEADER for the second time')
    this.#stage = 'settling'
    if (data !== null && data.length > 1) this.#sawMembers(parseMembership(data))
    catchUp.sealSnapshot()
    const earlier = [...catchUp.held]
    const settling = settle(this.#options, {
      epoch: this.#epoch,
      received: this.#received,
      earlier,
      log: (entries) => following.log(entries),
      isOver: () => this.#isOver,
    })
    this.#settling = settling
      .then(() => this.#confirm(zxid, following, earlier.length))
      .catch((error: unknown) => this.#fail(error))
  }

  #sawMembers(members: Membership): void {
    this.#members = members
    this.#options.view.saw(members)
  }

  #confirm(zxid: bigint, following: Following, logged: number): void {
    const catchUp = this.#catchUp
    if (this.#isOver || catchUp === undefined) return
    this.#stage = 'ready'
    this.#catchUp = undefined
    this.#send(packetType.ack, zxid)
    following.begin(catchUp.held, logged, catchUp.decided)
  }

  #serve(following: Following): void {
    if (this.#stage !== 'ready') throw new MalformedError('UPTODATE before this server was ready')
    if (this.#members !== undefined && this.#options.activate(this.#members, undefined)) {
      this.#finish(undefined, 'changes proposed in reconfig')
      return
    }
    this.#stage = 'live'
    this.#send(packetType.ack, epochStart(this.#epoch))
    this.#options.epochBegan(this.#epoch)
    this.#options.serve(following.source)
  }

  #follow(packet: QuorumPacket): void {
    if (packet.type === packetType.upToDate) this.#logger.error('Received an UPTODATE message after Follower started')
    else this.#following?.take(packet)
  }

  #checkLeader(stall: Stall): void {
    const { clock, config, ensemble } = this.#options
    const connection = this.#connection
    if (connection === undefined) return
    if (stall.isOver()) connection.lastHeard = clock.elapsed()
    const ticks = this.#stage === 'ready' || this.#stage === 'live' ? ensemble.syncLimit : ensemble.initLimit
    if (clock.elapsed() - connection.lastHeard > ticks * config.tickTime) this.#finish(undefined, 'Read timed out')
  }

  #epochs() {
    const { disk, directories, database } = this.#options
    return readEpochs(disk, directories.snapshots, database.lastZxid)
  }

  #send(type: number, zxid: bigint, data: Buffer | null = null): void {
    this.#connection?.send(packet(type, zxid, data))
  }

  /** A leader that talks nonsense is left; what fails here can't be mended by another one. */
  #fail(error: unknown): void {
    const reason = error instanceof Error ? error : new Error(String(error))
    this.#finish(reason instanceof MalformedError ? undefined : reason, reason.message)
  }

  #finish(error: Error | undefined, reason: string): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#logger.info(`shutdown Follower: ${reason}`)
    this.#watching?.cancel()
    this.#following?.stop()
    this.#connection?.close()
    this.#end(error)
  }
}

function kindOf(type: number): string {
  if (type === packetType.snap) return 'snapshot'
  return type === packetType.trunc ? 'TRUNC' : 'diff'
}
