import type { Timer } from '../../base/clock.ts'
import { pause } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { Heartbeat } from '../../wire/kafka/heartbeat.ts'
import { JoinGroup, type JoinGroupResponse } from '../../wire/kafka/join-group.ts'
import { LeaveGroup } from '../../wire/kafka/leave-group.ts'
import { SyncGroup } from '../../wire/kafka/sync-group.ts'
import type { Cluster } from '../cluster.ts'
import type { CoordinatorConnection } from '../coordinator-connection.ts'
import { isRetriable, kafkaException, unsupportedVersionError } from '../errors.ts'
import { partitionName, type TopicPartition } from '../topic-partition.ts'
import type { Assignor, PartitionRacks, PreviousAssignment } from './assignors/assignor.ts'
import type { Membership } from './committed-offsets.ts'
import type { ConsumerConfig } from './config.ts'
import { decodeAssignment, decodeMember, encodeAssignment, encodeSubscription } from './member-protocol.ts'

export interface MemberHooks {
  topics(): readonly string[]
  /** Those of these topics that exist. */
  partitionRacks(topics: readonly string[]): Promise<PartitionRacks>
  /** Before another member may get them: the time to commit. `isLost` when they are another's already. */
  onRevoked(partitions: readonly TopicPartition[], isLost: boolean): Promise<void>
  onAssigned(partitions: readonly TopicPartition[]): void
  onFailure(error: Error): void
  /** How long the consumer's owner has been busy with what it read. */
  busyMs(): number
}

const protocolType = 'consumer'
/** How much longer than the slowest member may take we wait for the end of a rebalance. */
const joinPatienceMs = 5000
const noMember = { memberId: '', generation: -1 }

/** What no further attempt to join will mend. */
const fatalAtJoin: ReadonlySet<string> = new Set([
  'INCONSISTENT_GROUP_PROTOCOL',
  'INVALID_SESSION_TIMEOUT',
  'INVALID_GROUP_ID',
  'GROUP_AUTHORIZATION_FAILED',
  'GROUP_MAX_SIZE_REACHED',
])

/** Belongs to a group: joins, takes part in its rebalances, keeps alive with heartbeats, and leaves. */
export class GroupMember {
  readonly #cluster: Cluster
  readonly #config: ConsumerConfig
  readonly #coordinator: CoordinatorConnection
  readonly #hooks: MemberHooks
  readonly #groupId: string
  #memberId = noMember.memberId
  #generation = noMember.generation
  #owned: readonly TopicPartition[] = []
  #isLeader = false
  #isRejoinNeeded = false
  #isClosed = false
  #isAside = false
  #isWantedBack = false
  #wake: (() => void) | undefined
  #timer: Timer | undefined

  constructor(
    cluster: Cluster,
    config: ConsumerConfig,
    groupId: string,
    coordinator: CoordinatorConnection,
    hooks: MemberHooks,
  ) {
    this.#cluster = cluster
    this.#config = config
    this.#groupId = groupId
    this.#coordinator = coordinator
    this.#hooks = hooks
  }

  get membership(): Membership {
    const { groupInstanceId } = this.#config
    return { groupId: this.#groupId, memberId: this.#memberId, generation: this.#generation, groupInstanceId }
  }
  get isLeader(): boolean {
    return this.#isLeader
  }

  /** Joins, and goes on in the background until `leave`. */
  start(): void {
    this.#run().catch((error: unknown) => {
      this.#hooks.onFailure(error instanceof Error ? error : new Error(String(error)))
    })
  }

  /** What this member wants, or what the leader knows, has changed. */
  requestRejoin(): void {
    this.#isRejoinNeeded = true
    this.#wake?.()
  }

  /** It left the group as its owner was busy for too long; what it had is another's. */
  get isAside(): boolean {
    return this.#isAside
  }

  /** The owner asks for more: who stood aside comes back. */
  polled(): void {
    if (!this.#isAside) return
    this.#isWantedBack = true
    this.#wake?.()
  }

  /** Ends membership. A static member stays in the group until its session ends, as it may come back. */
  async leave(deadline: number): Promise<void> {
    this.#isClosed = true
    this.#wake?.()
    await this.#tellLeaving('the consumer is being closed', deadline)
  }

  async #tellLeaving(reason: string, deadline: number): Promise<void> {
    if (this.#memberId === '' || this.#config.groupInstanceId !== null) return
    const memberId = this.#memberId
    const members = [{ memberId, reason }]
    const body = (version: number) => ({
      groupId: this.#groupId,
      ...(version < 3 ? { memberId } : { memberId: '', members }),
    })
    // A join under way holds its connection up until the rebalance is over: leaving takes another one.
    await this.#coordinator.send(LeaveGroup, body, { channel: 'leave', deadline }).catch(() => {})
  }

  async #run(): Promise<void> {
    for (let failures = 0; !this.#isClosed; ) {
      try {
        await this.#revokeBeforeJoin()
        this.#isRejoinNeeded = false
        const assigned = await this.#joinAndSync()
        if (this.#isClosed) return
        await this.#take(assigned)
        failures = 0
        await this.#beat()
      } catch (error) {
        if (this.#isClosed) return
        await this.#recover(error)
        await pause(this.#cluster.io.clock, this.#cluster.retryBackoff(failures++))
      }
    }
  }

  get #isCooperative(): boolean {
    return this.#config.assignors.every(({ isCooperative }) => isCooperative)
  }

  /** Eager members give everything back before they join, others what they no longer want. */
  async #revokeBeforeJoin(): Promise<void> {
    const topics = new Set(this.#isCooperative ? this.#hooks.topics() : [])
    const revoked = this.#owned.filter(({ topic }) => !topics.has(topic))
    if (revoked.length === 0) return
    await this.#hooks.onRevoked(revoked, this.#generation < 0)
    this.#owned = this.#owned.filter(({ topic }) => topics.has(topic))
  }

  /** A sticky assignor tells it, also when all was given back. */
  #last: PreviousAssignment | undefined

  async #take(assigned: readonly TopicPartition[]): Promise<void> {
    if (this.#isCooperative) {
      const kept = new Set(assigned.map(partitionName))
      const revoked = this.#owned.filter((partition) => !kept.has(partitionName(partition)))
      if (revoked.length > 0) {
        await this.#hooks.onRevoked(revoked, false)
        this.#isRejoinNeeded = true
      }
    }
    this.#owned = assigned
    this.#last = { partitions: assigned, generation: this.#generation }
    this.#hooks.onAssigned(assigned)
  }

  async #joinAndSync(): Promise<TopicPartition[]> {
    const joined = await this.#join()
    const assignor = this.#config.assignors.find(({ name }) => name === joined.protocolName)
    if (!assignor) throw kafkaException(`Group protocol ${joined.protocolName} is none of this consumer's`)
    this.#isLeader = joined.leader === this.#memberId
    const assignments = this.#isLeader && !joined.skipAssignment ? await this.#assign(assignor, joined) : []
    const answer = await this.#coordinator.send(SyncGroup, () => ({
      ...this.#identity(),
      protocolType,
      protocolName: joined.protocolName,
      assignments,
    }))
    const error = this.#coordinator.errorIn(answer.errorCode)
    if (error) throw error
    return decodeAssignment(answer.assignment)
  }

  async #join(): Promise<JoinGroupResponse> {
    const { assignors, sessionTimeoutMs, maxPollIntervalMs, groupInstanceId, rackId } = this.#config
    const topics = this.#hooks.topics()
    const state = { topics, owned: this.#owned, generation: this.#generation, rackId, last: this.#last }
    const body = {
      groupId: this.#groupId,
      sessionTimeoutMs,
      rebalanceTimeoutMs: maxPollIntervalMs,
      memberId: this.#memberId,
      groupInstanceId,
      protocolType,
      protocols: assignors.map((assignor) => ({ name: assignor.name, metadata: encodeSubscription(assignor, state) })),
    }
    const bodyFor = (version: number) => {
      if (groupInstanceId !== null && version < firstWithInstances) throw unsupportedInstance(version)
      return body
    }
    const answer = await this.#coordinator.send(JoinGroup, bodyFor, {
      timeoutMs: Math.max(maxPollIntervalMs + joinPatienceMs, this.#cluster.config.requestTimeoutMs),
    })
    const error = this.#coordinator.errorIn(answer.errorCode)
    if (error?.errorName === 'MEMBER_ID_REQUIRED') {
      this.#memberId = answer.memberId
      return this.#join()
    }
    if (error && fatalAtJoin.has(error.errorName)) this.#logFatal(error)
    if (error) throw error
    this.#memberId = answer.memberId
    this.#generation = answer.generationId
    return answer
  }

  #logFatal(error: KafkaError): void {
    this.#log().error(`${this.#config.client.logPrefix}JoinGroup failed due to fatal error: ${error.message}`)
  }

  #log(): Logger {
    return this.#cluster.io.logger.named('org.apache.kafka.clients.consumer.internals.ConsumerCoordinator')
  }

  async #assign(assignor: Assignor, joined: JoinGroupResponse): Promise<{ memberId: string; assignment: Buffer }[]> {
    const members = joined.members.map((member) => decodeMember(assignor, member))
    const wanted = [...new Set(members.flatMap(({ topics }) => topics))]
    const assignment = assignor.assign(members, await this.#hooks.partitionRacks(wanted))
    return [...assignment].map(([memberId, partitions]) => {
      return { memberId, assignment: encodeAssignment(partitions) }
    })
  }

  /** Keeps alive until another rebalance is due. */
  async #beat(): Promise<void> {
    for (let failures = 0; !this.#isClosed && !this.#isRejoinNeeded; ) {
      await this.#rest(this.#config.heartbeatIntervalMs)
      if (this.#isClosed || this.#isRejoinNeeded) return
      if (this.#hooks.busyMs() > this.#config.maxPollIntervalMs) return this.#standAside()
      const error = await this.#heartbeat()
      if (error === undefined) failures = 0
      else if (error instanceof KafkaError && error.errorName === 'REBALANCE_IN_PROGRESS') return
      else if (isRetriable(error)) await pause(this.#cluster.io.clock, this.#cluster.retryBackoff(failures++))
      else throw error
    }
  }

  /** Makes room for members that read (KIP-62), until the owner asks for more. */
  async #standAside(): Promise<void> {
    this.#log().warn(`${this.#config.client.logPrefix}${pollTimeout} ${pollTimeoutAdvice}`)
    this.#isAside = true
    this.#isWantedBack = false
    await this.#tellLeaving(pollTimeout, this.#cluster.deadline())
    this.#memberId = noMember.memberId
    this.#generation = noMember.generation
    while (!this.#isClosed && !this.#isWantedBack) await this.#rest(this.#config.heartbeatIntervalMs)
    await this.#loseAll()
    this.#isAside = false
  }

  async #loseAll(): Promise<void> {
    const lost = this.#owned
    this.#owned = []
    if (lost.length > 0) await this.#hooks.onRevoked(lost, true)
  }

  /** A coordinator that is away for a moment, or has a successor, is no reason to leave the group. */
  async #heartbeat(): Promise<unknown> {
    try {
      const answer = await this.#coordinator.send(Heartbeat, () => this.#identity())
      return this.#coordinator.errorIn(answer.errorCode)
    } catch (error) {
      return error
    }
  }

  #rest(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#timer?.cancel()
        this.#wake = undefined
        resolve()
      }
      this.#timer = this.#cluster.io.clock.after(milliseconds, this.#wake)
    })
  }

  #identity() {
    const { groupInstanceId } = this.#config
    return { groupId: this.#groupId, generationId: this.#generation, memberId: this.#memberId, groupInstanceId }
  }

  /** Throws what joining again can't mend. */
  async #recover(error: unknown): Promise<void> {
    const name = error instanceof KafkaError ? error.errorName : undefined
    if (name === 'UNKNOWN_MEMBER_ID' || name === 'ILLEGAL_GENERATION') {
      if (name === 'UNKNOWN_MEMBER_ID') this.#memberId = noMember.memberId
      this.#generation = noMember.generation
      await this.#loseAll()
      return
    }
    if (name === 'REBALANCE_IN_PROGRESS' || isRetriable(error)) return
    throw error
  }
}

const pollTimeout = 'consumer poll timeout has expired.'
const pollTimeoutAdvice =
  'This means the time between subsequent calls to poll() was longer than the configured max.poll.interval.ms, which typically implies that the poll loop is spending too much time processing messages. You can address this either by increasing max.poll.interval.ms or by reducing the maximum size of batches returned in poll() with max.poll.records.'

/** Brokers before 2.3 know no static membership (KIP-345). */
const firstWithInstances = 5

const unsupportedInstance = (version: number) =>
  unsupportedVersionError(
    `The broker join group protocol version ${version} does not support usage of config group.instance.id.`,
  )
