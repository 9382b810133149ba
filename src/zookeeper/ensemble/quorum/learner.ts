import { every, type Timer } from '../../../base/clock.ts'
import type { Logger } from '../../../base/logger.ts'
import type { Connection } from '../../../net/transport.ts'
import { LearnerInfo, learnerProtocol, packetType, QuorumInt, type QuorumPacket } from '../../../wire/jute/quorum.ts'
import { encodeJute, MalformedError } from '../../../wire/schema/index.ts'
import type { ServerEntry } from '../../config/server-entry.ts'
import type { Database } from '../../storage/database.ts'
import { epochOf, epochStart, readEpochs, writeEpoch } from '../../storage/epochs.ts'
import { Following } from './following.ts'
import { connectToLeader } from './leader-connection.ts'
import { keepSnapshot, startingPoint } from './learner-sync.ts'
import { PacketConnection } from './packet-connection.ts'
import { packet } from './packets.ts'
import type { Role, RoleOptions } from './role.ts'

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

type Stage = 'registering' | 'promised' | 'receiving' | 'syncing' | 'ready' | 'live'

class Learner implements Role {
  readonly ended: Promise<Error | undefined>
  readonly #options: LearnOptions
  readonly #logger: Logger
  #connection: PacketConnection | undefined
  #stage: Stage = 'registering'
  #epoch = 0
  /** The snapshot that came is not on the disk yet. */
  #isFresh = false
  #following: Following | undefined
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

  async close(): Promise<Database> {
    this.#finish(undefined, 'closing')
    const following = this.#following
    await following?.close()
    return following === undefined || this.#isFresh ? this.#options.database : following.source.database
  }

  #register(connection: Connection): void {
    const { clock, config, myId, isObserver } = this.#options
    this.#connection = new PacketConnection(connection, clock, config.juteMaxBuffer, {
      packet: (each) => this.#take(each),
      turn: (work) => (this.#following === undefined ? work() : this.#following.source.turn(work)),
      lost: (error) => this.#finish(undefined, error?.message ?? 'the leader closed the connection'),
      failed: (error) => this.#fail(error),
    })
    this.#watching = every(clock, config.tickTime / 2, () => this.#checkLeader())
    const info = { serverId: BigInt(myId), protocolVersion: learnerProtocol, configVersion: 0n }
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
    this.#isFresh = true
    this.#goOnFrom(database)
  }

  #goOnFrom(database: Database): void {
    database.remember()
    this.#stage = 'syncing'
    this.#following = new Following({
      ...this.#options,
      database,
      send: (bytes) => this.#connection?.send(bytes),
      failed: (error) => this.#finish(error, `Severe unrecoverable error: ${error.message}`),
    })
    if (this.#isFresh) this.#following.holdBack()
  }

  /** The rest of what the leader had before it heard of this server. */
  #synchronise(packet: QuorumPacket): void {
    const following = this.#following
    if (following === undefined) return
    if (packet.type === packetType.newLeader) this.#acceptLeader(packet, following)
    else if (packet.type === packetType.upToDate) this.#serve(following)
    // An answer would come in place of the acknowledgement that the leader waits for.
    else if (packet.type !== packetType.ping) following.take(packet)
  }

  /** All that the leader had is here: when it is on the disk, the epoch is this server's too. */
  #acceptLeader({ zxid }: QuorumPacket, following: Following): void {
    const { disk, directories } = this.#options
    if (this.#isFresh) keepSnapshot(this.#options, following.source.database)
    this.#isFresh = false
    following.logHeldBack()
    following.whenLogged(() => {
      if (this.#isOver) return
      try {
        writeEpoch(disk, directories.snapshots, 'current', this.#epoch)
      } catch (error) {
        this.#fail(error)
        return
      }
      this.#stage = 'ready'
      this.#send(packetType.ack, zxid)
      following.acknowledge()
    })
  }

  #serve(following: Following): void {
    if (this.#stage !== 'ready') throw new MalformedError('UPTODATE before this server was ready')
    this.#stage = 'live'
    this.#send(packetType.ack, epochStart(this.#epoch))
    this.#options.epochBegan(this.#epoch)
    this.#options.serve(following.source)
  }

  #follow(packet: QuorumPacket): void {
    if (packet.type === packetType.upToDate) this.#logger.error('Received an UPTODATE message after Follower started')
    else this.#following?.take(packet)
  }

  #checkLeader(): void {
    const { clock, config, ensemble } = this.#options
    const connection = this.#connection
    if (connection === undefined) return
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
