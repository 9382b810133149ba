import { type Clock, every, type Timer } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { ErrorName } from '../../wire/kafka/errors.ts'
import type { BrokerConfig } from '../configs/broker-config.ts'
import { HostedPartitions } from '../coordinators/hosted-partitions.ts'
import { coordinatorPartition } from '../coordinators/placement.ts'
import { offsetsTopic } from '../topics/names.ts'
import { type DescribedGroup, describedAs, describeGroup } from './described-group.ts'
import type { HostedGroup } from './hosted-group.ts'
import { HostedGroups } from './hosted-groups.ts'
import type { JoinAnswer, SyncAnswer } from './membership/effects.ts'
import { consumerProtocolType, type Group, type GroupState } from './membership/group.ts'
import type { JoinRequest } from './membership/join-request.ts'
import type { SyncRequest } from './membership/sync.ts'
import { failedJoin, failedSync } from './membership/transition.ts'
import { heartbeat, type MemberIdentity, validateCommit } from './membership/validate.ts'
import { storeOffsets } from './offset-commits.ts'
import type { CommittedOffset, OffsetToCommit } from './offsets/committed-offsets.ts'
import type { TopicPartition } from './offsets/partition-map.ts'
import type { TransactionalProducer } from './records/batches.ts'
import { PartitionLoader } from './records/loader.ts'
import { type CoordinatorSettings, coordinatorSettings } from './settings.ts'
import type { OffsetsLog } from './storage.ts'

export interface GroupCoordinatorOptions {
  readonly config: BrokerConfig
  readonly clock: Clock
  readonly logger: Logger
  readonly random: Random
  readonly storage: OffsetsLog
  readonly brokerId: number
}

export const createGroupCoordinator = (options: GroupCoordinatorOptions): GroupCoordinator =>
  new GroupCoordinator(options)

export type JoinGroup = Omit<JoinRequest, 'ticket' | 'newMemberId'> & { readonly groupId: string }
export type SyncGroup = Omit<SyncRequest, 'ticket'> & { readonly groupId: string }

export interface OffsetsOfMember extends MemberIdentity {
  readonly groupId: string
  /** Below 0 from a consumer that is in no group. */
  readonly generation: number
  readonly offsets: readonly OffsetToCommit[]
}

export interface FetchedOffset extends TopicPartition {
  readonly error: ErrorName
  /** Undefined: none committed. */
  readonly committed: Pick<CommittedOffset, 'offset' | 'leaderEpoch' | 'metadata'> | undefined
}

export interface ListedGroup {
  readonly groupId: string
  readonly protocolType: string
  readonly state: GroupState
}

/**
 * Kafka's classic group coordinator: groups and committed offsets of those partitions of `__consumer_offsets` that this
 * broker leads. Errors are part of the answers: nothing here throws or rejects.
 */
export class GroupCoordinator {
  readonly #options: GroupCoordinatorOptions
  readonly #settings: CoordinatorSettings
  readonly #partitions: HostedPartitions<PartitionLoader>
  readonly #groups: HostedGroups
  #partitionCount: number | undefined
  #expiry: Timer | undefined

  constructor(options: GroupCoordinatorOptions) {
    const { config, clock, storage: log, brokerId } = options
    const logger = options.logger.named('kafka.coordinator.group.GroupCoordinator')
    const manager = logger.named('kafka.coordinator.group.GroupMetadataManager')
    this.#options = options
    this.#settings = coordinatorSettings(config)
    const groups = new HostedGroups({ clock, logger, brokerId, log, settings: this.#settings })
    this.#groups = groups
    this.#partitions = new HostedPartitions({
      log,
      clock,
      newLoader: () => new PartitionLoader(clock.now()),
      onLoaded: (partition, loader) => {
        const unknown = `Unknown message keys in ${offsetsTopic}-${partition}: ${loader.unknownKeys}. Ignoring them.`
        if (loader.unknownKeys > 0) manager.warn(unknown)
        groups.loaded(partition, loader)
      },
      onLost: (partition) => groups.lost(partition),
      onTrouble: (partition, error) =>
        manager.error(`Error loading offsets from ${offsetsTopic}-${partition}: ${error}`),
    })
  }

  /** From now on requests are served. */
  start(): void {
    this.#expiry = every(this.#options.clock, this.#settings.retentionCheckMs, () => this.#groups.expireOffsets())
  }

  close(): void {
    this.#expiry?.cancel()
    this.#expiry = undefined
    this.#groups.close()
  }

  /** This broker leads a partition of the offsets topic: its groups are read from the log. */
  onLeader(partition: number, leaderEpoch: number): void {
    this.#partitions.gain(partition, leaderEpoch)
  }

  /** It leads it no more, or has no replica of it any more. */
  onFollower(partition: number): void {
    this.#partitions.lose(partition)
  }

  /** Topics were deleted: what was committed for them is forgotten at once. */
  onPartitionsDeleted(partitions: readonly TopicPartition[]): void {
    for (const hosted of [...this.#groups.all()]) this.#groups.forget(hosted, partitions)
  }

  /** The marker that ends a transaction was appended to a partition of the offsets topic. */
  onTransactionEnded(partition: number, producerId: number, committed: boolean): void {
    for (const hosted of this.#groups.all()) {
      if (hosted.partition === partition) hosted.offsets.endTransaction(producerId, committed)
    }
  }

  /** The partition of the offsets topic that holds the group. Once the topic is there, its partitions are never counted again, as in Kafka. */
  partitionFor(groupId: string): number {
    this.#partitionCount ??= this.#options.storage.partitionCount()
    return coordinatorPartition(groupId, this.#partitionCount ?? this.#settings.partitions)
  }

  async join({ groupId, ...request }: JoinGroup): Promise<JoinAnswer> {
    const { memberId, sessionTimeoutMs } = request
    const error = this.#status(groupId)
    if (error !== 'NONE') return failedJoin(error, memberId)
    const { minSessionTimeoutMs, maxSessionTimeoutMs } = this.#settings
    if (sessionTimeoutMs < minSessionTimeoutMs || sessionTimeoutMs > maxSessionTimeoutMs) {
      return failedJoin('INVALID_SESSION_TIMEOUT', memberId)
    }
    const hosted = memberId === '' ? this.#getOrCreate(groupId) : this.#groups.get(groupId)
    if (!hosted) return failedJoin('UNKNOWN_MEMBER_ID', memberId)
    const newMemberId = `${request.groupInstanceId ?? request.clientId}-${randomUuidText(this.#options.random)}`
    return hosted.join({ ...request, newMemberId })
  }

  async sync({ groupId, ...request }: SyncGroup): Promise<SyncAnswer> {
    const error = this.#status(groupId)
    // What was to be synced is lost with the old coordinator: the member has to join again.
    if (error === 'COORDINATOR_LOAD_IN_PROGRESS') return failedSync('REBALANCE_IN_PROGRESS')
    if (error !== 'NONE') return failedSync(error)
    return this.#groups.get(groupId)?.sync(request) ?? failedSync('UNKNOWN_MEMBER_ID')
  }

  heartbeat(groupId: string, generation: number, member: MemberIdentity): ErrorName {
    const status = this.#status(groupId)
    if (status === 'COORDINATOR_LOAD_IN_PROGRESS') return 'NONE'
    if (status !== 'NONE') return status
    const hosted = this.#groups.get(groupId)
    if (!hosted) return 'UNKNOWN_MEMBER_ID'
    const error = heartbeat(hosted.group, generation, member)
    if (error === 'NONE' || error === 'REBALANCE_IN_PROGRESS') hosted.touch(member.memberId)
    return error
  }

  /** One error for all, or one for each member in their order. */
  leave(groupId: string, leaving: readonly MemberIdentity[]): { error: ErrorName; members: readonly ErrorName[] } {
    const error = this.#status(groupId)
    if (error !== 'NONE') return { error, members: [] }
    const hosted = this.#groups.get(groupId)
    return { error, members: hosted?.leave(leaving) ?? leaving.map(() => 'UNKNOWN_MEMBER_ID' as const) }
  }

  /** One error for each offset, in their order. */
  async commit(request: OffsetsOfMember): Promise<readonly ErrorName[]> {
    return this.#commit(request, undefined)
  }

  /** The commit counts when the producer's transaction ends. */
  async commitTransactional(request: OffsetsOfMember, producer: TransactionalProducer): Promise<readonly ErrorName[]> {
    return this.#commit(request, producer)
  }

  async #commit(request: OffsetsOfMember, producer: TransactionalProducer | undefined): Promise<readonly ErrorName[]> {
    const { groupId, memberId, offsets } = request
    const allFailed = (error: ErrorName) => offsets.map(() => error)
    const status = this.#status(groupId, { mayBeEmpty: true })
    if (status !== 'NONE') return allFailed(status)
    const isCreated = producer !== undefined || request.generation < 0
    const hosted = isCreated ? this.#getOrCreate(groupId) : this.#groups.get(groupId)
    if (!hosted) return allFailed('ILLEGAL_GENERATION')
    const error = validateCommit(hosted.group, { ...request, isTransactional: producer !== undefined })
    if (error !== 'NONE') return allFailed(error)
    hosted.touch(memberId)
    const { storage: log, clock } = this.#options
    return storeOffsets({ hosted, log, settings: this.#settings, now: clock.now() }, offsets, producer)
  }

  /** The group's committed offsets for these partitions; `null`: for all it has. */
  fetch(
    groupId: string,
    partitions: readonly TopicPartition[] | null,
    options: { readonly requireStable: boolean },
  ): { error: ErrorName; offsets: readonly FetchedOffset[] } {
    const error = this.#status(groupId, { mayBeEmpty: true })
    if (error !== 'NONE') return { error, offsets: [] }
    const offsets = this.#groups.get(groupId)?.offsets
    const wanted = partitions ?? [...(offsets?.all() ?? [])]
    return {
      error,
      offsets: wanted.map(({ topic, partition }) => {
        const isUnstable = options.requireStable && offsets?.isUnstable(topic, partition) === true
        return isUnstable
          ? { topic, partition, error: 'UNSTABLE_OFFSET_COMMIT' as const, committed: undefined }
          : { topic, partition, error: 'NONE' as const, committed: offsets?.get(topic, partition) }
      }),
    }
  }

  describe(groupId: string): DescribedGroup {
    const error = this.#status(groupId, { mayBeEmpty: true })
    if (error !== 'NONE') return describedAs('Empty', error)
    const hosted = this.#groups.get(groupId)
    return hosted ? describeGroup(hosted.group) : describedAs('Dead')
  }

  /** Groups in one of these states; without states all. They are complete unless partitions are still being read. */
  list(states: readonly string[]): { error: ErrorName; groups: readonly ListedGroup[] } {
    const groups = [...this.#groups.all()]
      .map(({ group }) => ({ groupId: group.groupId, protocolType: group.protocolType ?? '', state: group.state }))
      .filter(({ state }) => states.length === 0 || states.includes(state))
    return { error: this.#partitions.isLoading ? 'COORDINATOR_LOAD_IN_PROGRESS' : 'NONE', groups }
  }

  delete(groupId: string): ErrorName {
    const status = this.#status(groupId, { mayBeEmpty: true })
    if (status !== 'NONE') return status
    const hosted = this.#groups.get(groupId)
    if (!hosted) return 'GROUP_ID_NOT_FOUND'
    if (hosted.group.state !== 'Empty') return 'NON_EMPTY_GROUP'
    this.#groups.delete(hosted)
    return 'NONE'
  }

  /** One error for all, or one for each partition in their order. */
  deleteOffsets(
    groupId: string,
    partitions: readonly TopicPartition[],
  ): { error: ErrorName; partitions: readonly ErrorName[] } {
    const status = this.#status(groupId)
    if (status !== 'NONE') return { error: status, partitions: [] }
    const hosted = this.#groups.get(groupId)
    if (!hosted) return { error: 'GROUP_ID_NOT_FOUND', partitions: [] }
    const { group } = hosted
    if (group.state !== 'Empty' && group.protocolType !== consumerProtocolType) {
      return { error: 'NON_EMPTY_GROUP', partitions: [] }
    }
    const free = partitions.filter(({ topic }) => !isSubscribed(group, topic))
    if (free.length > 0) this.#groups.forget(hosted, free)
    return {
      error: 'NONE',
      partitions: partitions.map(({ topic }) => (isSubscribed(group, topic) ? 'GROUP_SUBSCRIBED_TO_TOPIC' : 'NONE')),
    }
  }

  #getOrCreate(groupId: string): HostedGroup {
    return this.#groups.getOrCreate(groupId, this.partitionFor(groupId))
  }

  #status(groupId: string, { mayBeEmpty = false } = {}): ErrorName {
    if (groupId === '' && !mayBeEmpty) return 'INVALID_GROUP_ID'
    if (this.#expiry === undefined) return 'COORDINATOR_NOT_AVAILABLE'
    const state = this.#partitions.state(this.partitionFor(groupId))
    if (state === 'loading') return 'COORDINATOR_LOAD_IN_PROGRESS'
    return state === 'ready' ? 'NONE' : 'NOT_COORDINATOR'
  }
}

/** A group whose subscriptions can't be known may be subscribed to anything. */
const isSubscribed = (group: Group, topic: string): boolean =>
  group.state !== 'Empty' && (group.subscribedTopics?.has(topic) ?? true)

/** A random uuid in Java's notation. */
function randomUuidText(random: Random): string {
  const bytes = random.bytes(16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x40, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
