import type { Clock } from '../../../base/clock.ts'
import type { Connection } from '../../../net/transport.ts'
import { opCode } from '../../../wire/jute/op-codes.ts'
import {
  ForwardedRequest,
  LearnerInfo,
  learnerProtocol,
  packetType,
  QuorumInt,
  type QuorumPacket,
  SessionTouch,
  SessionValidity,
} from '../../../wire/jute/quorum.ts'
import { decodeJute, encodeJute, MalformedError, Reader, readJute } from '../../../wire/schema/index.ts'
import { epochOf, epochStart } from '../../storage/epochs.ts'
import type { History } from './discovery.ts'
import type { LeaderSource } from './leader-source.ts'
import { PacketConnection } from './packet-connection.ts'
import { packet, proposalPacket } from './packets.ts'
import type { Synchronisation } from './synchronisation.ts'
import { whatIsLacking } from './what-is-lacking.ts'

/** What a learner's handler needs of its leader; each call tells how far the learner is. */
export interface LeaderView {
  readonly clock: Clock
  readonly maxBuffer: number
  turn(work: () => void): void
  /** It is here; `follow` comes when the epoch is known. */
  joined(handler: LearnerHandler, acceptedEpoch: number): void
  /** It promised to follow; `synchronise` comes when a quorum did. `history`: undefined when it had promised before. */
  promised(handler: LearnerHandler, history: History | undefined): void
  /** It has all that the leader has; `activate` comes when a quorum does. */
  synced(handler: LearnerHandler): void
  gone(handler: LearnerHandler, reason: string): void
  /** What it sent made this throw; it is gone, at least. */
  broken(handler: LearnerHandler, error: unknown): void
}

type Stage = 'new' | 'joining' | 'asked' | 'promised' | 'syncing' | 'synced' | 'live'

const requestHead = 16

/** The leader's side of its connection with one learner. */
export class LearnerHandler {
  readonly #leader: LeaderView
  readonly #connection: PacketConnection
  #stage: Stage = 'new'
  #epoch = 0
  #source: LeaderSource | undefined
  /** The first proposal without an answer, and when it was sent. */
  #unacked: { zxid: bigint; since: number } | undefined
  #lastSent = 0n
  /** What waits until the learner is to serve; undefined when nothing has to. */
  #held: Buffer[] | undefined
  id = -1
  isObserver = false
  lastZxid = 0n
  /** Of the members that it knows. */
  configVersion = 0n

  constructor(leader: LeaderView, connection: Connection) {
    this.#leader = leader
    this.#connection = new PacketConnection(connection, leader.clock, leader.maxBuffer, {
      packet: (packet) => this.#take(packet),
      turn: (work) => leader.turn(work),
      lost: (error) => leader.gone(this, error?.message ?? 'it closed the connection'),
      failed: (error) => leader.broken(this, error),
    })
  }

  get remote(): string {
    return this.#connection.remote
  }

  /** It gets proposals and commits. */
  get isForwarding(): boolean {
    return this.#stage === 'syncing' || this.isSynced
  }

  /** It has all that the leader has had when it came. */
  get isSynced(): boolean {
    return this.#stage === 'synced' || this.#stage === 'live'
  }

  /** Milliseconds since it was heard, or took what it lacks; or since a proposal was left without an answer if that is longer. */
  silence(now: number): number {
    const { lastHeard, lastTaken } = this.#connection
    return now - Math.min(Math.max(lastHeard, lastTaken), this.#unacked?.since ?? now)
  }

  /** Its silence begins now: this server could not have heard it. */
  pardon(): void {
    const now = this.#leader.clock.elapsed()
    this.#connection.lastHeard = now
    if (this.#unacked !== undefined) this.#unacked.since = now
  }

  /** The epoch is decided. */
  follow(epoch: number): void {
    this.#epoch = epoch
    this.#stage = 'asked'
    this.#send(packetType.leaderInfo, epochStart(epoch), encodeJute(QuorumInt, { value: learnerProtocol }))
  }

  /** Sends all that it lacks, and from now on everything new. */
  synchronise(how: Synchronisation, source: LeaderSource, configText: string): void {
    this.#source = source
    this.#stage = 'syncing'
    this.#connection.stream(whatIsLacking(how, source.database), () => {
      this.#send(packetType.newLeader, epochStart(this.#epoch), Buffer.from(configText))
      this.#held = []
    })
    if (!this.isObserver) {
      for (const { entry, bytes } of source.proposed) {
        this.propose(entry.header.zxid, proposalPacket(entry.header.zxid, bytes))
      }
    }
  }

  /** Clients may be served. */
  activate(): void {
    this.#stage = 'live'
    const held = this.#held ?? []
    this.#held = undefined
    this.#send(packetType.upToDate, -1n)
    for (const each of held) this.#connection.send(each)
  }

  /** @param proposal the packet: the same one for all */
  propose(zxid: bigint, proposal: Buffer): void {
    this.#forward(proposal)
    this.#lastSent = zxid
    if (this.isSynced) this.#unacked ??= { zxid, since: this.#leader.clock.elapsed() }
  }

  commit(zxid: bigint): void {
    this.#forward(packet(packetType.commit, zxid))
  }

  commitAndActivate(zxid: bigint, leader: number): void {
    this.#forward(packet(packetType.commitAndActivate, zxid, idBytes(leader)))
  }

  informAndActivate(zxid: bigint, bytes: Buffer, leader: number): void {
    this.#forward(packet(packetType.informAndActivate, zxid, Buffer.concat([idBytes(leader), bytes])))
  }

  inform(zxid: bigint, bytes: Buffer): void {
    this.#forward(packet(packetType.inform, zxid, bytes))
  }

  ping(lastProposed: bigint): void {
    if (this.isForwarding && !this.#connection.isStreaming) this.#send(packetType.ping, lastProposed)
  }

  close(): void {
    this.#connection.close()
  }

  #send(type: number, zxid: bigint, data: Buffer | null = null): void {
    this.#connection.send(packet(type, zxid, data))
  }

  /** What is decided between NEWLEADER and UPTODATE comes after that: Apache's learners fail on it (ZOOKEEPER-4394). */
  #forward(bytes: Buffer): void {
    if (this.#held === undefined) this.#connection.send(bytes)
    else this.#held.push(bytes)
  }

  #take(packet: QuorumPacket): void {
    switch (this.#stage) {
      case 'new':
        this.#register(packet)
        return
      case 'asked':
        this.#promise(packet)
        return
      case 'syncing':
        this.#confirm(packet)
        return
      case 'synced':
      case 'live':
        if (this.#source !== undefined) this.#serve(packet, this.#source)
        return
      default:
        throw new MalformedError(`Unexpected packet of type ${packet.type}`)
    }
  }

  #register({ type, zxid, data }: QuorumPacket): void {
    if (type !== packetType.followerInfo && type !== packetType.observerInfo) {
      throw new MalformedError(`First packet ${type} is not FOLLOWERINFO or OBSERVERINFO!`)
    }
    const { serverId, protocolVersion, configVersion } = decodeJute(LearnerInfo, data ?? Buffer.alloc(0))
    if (protocolVersion < learnerProtocol) throw new MalformedError(`Protocol version ${protocolVersion}`)
    this.id = Number(serverId)
    this.configVersion = configVersion
    this.isObserver = type === packetType.observerInfo
    this.#stage = 'joining'
    this.#leader.joined(this, epochOf(zxid))
  }

  #promise({ type, zxid, data }: QuorumPacket): void {
    if (type !== packetType.ackEpoch) throw new MalformedError(`${type} is not an ACKEPOCH`)
    const { value } = decodeJute(QuorumInt, data ?? Buffer.alloc(0))
    this.lastZxid = zxid
    this.#stage = 'promised'
    this.#leader.promised(this, value === -1 ? undefined : { currentEpoch: value, lastZxid: zxid })
  }

  #confirm({ type, zxid }: QuorumPacket): void {
    if (type !== packetType.ack || zxid !== epochStart(this.#epoch)) {
      throw new MalformedError('Next packet was supposed to be an ACK of the new leader')
    }
    this.#stage = 'synced'
    this.#leader.synced(this)
  }

  #serve(packet: QuorumPacket, source: LeaderSource): void {
    switch (packet.type) {
      case packetType.ack:
        this.#acknowledged(packet.zxid, source)
        return
      case packetType.ping:
        touchAll(packet.data ?? Buffer.alloc(0), source)
        return
      case packetType.revalidate:
        this.#revalidate(packet.data ?? Buffer.alloc(0), source)
        return
      case packetType.request:
        this.#request(packet, source)
        return
      default:
        throw new MalformedError(`Unexpected quorum packet of type ${packet.type}`)
    }
  }

  #acknowledged(zxid: bigint, source: LeaderSource): void {
    if (this.#unacked !== undefined && zxid >= this.#unacked.zxid) {
      this.#unacked = zxid >= this.#lastSent ? undefined : { zxid: zxid + 1n, since: this.#leader.clock.elapsed() }
    }
    if (!this.isObserver) source.ack(this.id, zxid)
  }

  #revalidate(data: Buffer, { sessions }: LeaderSource): void {
    const { sessionId, timeout } = decodeJute(SessionTouch, data)
    const isValid = sessions.revalidate(sessionId, timeout, this)
    this.#send(packetType.revalidate, -1n, encodeJute(SessionValidity, { sessionId, isValid }))
  }

  #request({ data, authinfo }: QuorumPacket, source: LeaderSource): void {
    const bytes = data ?? Buffer.alloc(0)
    const { sessionId, cxid, type } = decodeJute(ForwardedRequest, bytes)
    if (type === opCode.sync) {
      source.sync(() => this.#send(packetType.sync, 0n))
      return
    }
    const body = Buffer.from(bytes.subarray(requestHead))
    const arrived = this.#leader.clock.elapsed()
    source.submit({ sessionId, cxid, type, body, ids: authinfo ?? [], arrived, owner: this }, () => {})
  }
}

function idBytes(id: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(id))
  return bytes
}

function touchAll(data: Buffer, { sessions }: LeaderSource): void {
  const reader = new Reader(data)
  while (reader.remaining > 0) {
    const { sessionId, timeout } = readJute(SessionTouch, reader)
    sessions.touch(sessionId, timeout)
  }
}
