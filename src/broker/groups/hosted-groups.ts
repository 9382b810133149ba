import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { ErrorName } from '../../wire/kafka/errors.ts'
import { type GroupHost, HostedGroup } from './hosted-group.ts'
import type { Effect } from './membership/effects.ts'
import { emptyGroup } from './membership/group.ts'
import { groupStoreError } from './offset-commits.ts'
import { CommittedOffsets } from './offsets/committed-offsets.ts'
import { expiredOffsets } from './offsets/expiry.ts'
import type { TopicPartition } from './offsets/partition-map.ts'
import { groupBatch, tombstoneBatch } from './records/batches.ts'
import type { PartitionLoader } from './records/loader.ts'
import type { CoordinatorSettings } from './settings.ts'
import type { OffsetsLog } from './storage.ts'

export interface HostedGroupsOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly brokerId: number
  readonly log: OffsetsLog
  readonly settings: CoordinatorSettings
}

/** All groups of the partitions that this broker leads. */
export class HostedGroups implements GroupHost {
  readonly clock: Clock
  readonly settings: CoordinatorSettings
  readonly #log: OffsetsLog
  readonly #logger: Logger
  readonly #prefix: string
  readonly #groups = new Map<string, HostedGroup>()

  constructor({ clock, logger, brokerId, log, settings }: HostedGroupsOptions) {
    this.clock = clock
    this.settings = settings
    this.#log = log
    this.#logger = logger
    this.#prefix = `[GroupCoordinator ${brokerId}]: `
  }

  get(groupId: string): HostedGroup | undefined {
    return this.#groups.get(groupId)
  }

  all(): IterableIterator<HostedGroup> {
    return this.#groups.values()
  }

  getOrCreate(groupId: string, partition: number): HostedGroup {
    const known = this.#groups.get(groupId)
    if (known) return known
    const hosted = new HostedGroup(emptyGroup(groupId, this.clock.now()), new CommittedOffsets(), partition, this)
    this.#groups.set(groupId, hosted)
    return hosted
  }

  loaded(partition: number, loader: PartitionLoader): void {
    for (const { group, offsets } of loader.loaded()) {
      const hosted = new HostedGroup(group, offsets, partition, this)
      this.#groups.set(group.groupId, hosted)
      hosted.resume()
    }
  }

  /** Another broker leads the partition now: whoever waits here is sent there. */
  lost(partition: number): void {
    for (const [groupId, hosted] of this.#groups) {
      if (hosted.partition !== partition) continue
      this.#groups.delete(groupId)
      hosted.end('NOT_COORDINATOR')
    }
  }

  close(): void {
    for (const hosted of this.#groups.values()) hosted.close()
  }

  async store({ partition }: HostedGroup, { group, assignments }: Effect & { type: 'store' }): Promise<ErrorName> {
    const batch = groupBatch(group, assignments, this.clock.now(), this.settings.codec)
    const { errorCode } = await this.#log.append(partition, batch, this.settings.append)
    if (errorCode === 0) return 'NONE'
    const error = groupStoreError(errorCode)
    this.#logger.warn(`${this.#prefix}Failed to write metadata for group ${group.groupId}: ${error}`)
    return error
  }

  note(partition: number, text: string): void {
    this.#logger.info(`${this.#prefix}${text} (__consumer_offsets-${partition})`)
  }

  expireOffsets(): void {
    const now = this.clock.now()
    for (const hosted of [...this.all()]) {
      const { group, offsets } = hosted
      this.forget(hosted, expiredOffsets(group, offsets, now, this.settings.retentionMs))
    }
  }

  /** Removes these offsets and makes the log forget them too; a group that is then empty without offsets is gone. */
  forget(hosted: HostedGroup, partitions: Iterable<TopicPartition>): void {
    const removed = hosted.offsets.remove(partitions)
    if (hosted.group.state === 'Empty' && hosted.offsets.isEmpty) this.#bury(hosted, removed)
    else this.#writeTombstones(hosted, removed, false)
  }

  /** Deletes an empty group with all its offsets. */
  delete(hosted: HostedGroup): void {
    this.#bury(hosted, hosted.offsets.removeAll())
  }

  #bury(hosted: HostedGroup, removed: readonly TopicPartition[]): void {
    const { groupId, generation } = hosted.group
    this.#groups.delete(groupId)
    hosted.end('COORDINATOR_NOT_AVAILABLE')
    // A group of generation 0 never had a record of its own.
    this.#writeTombstones(hosted, removed, generation > 0)
  }

  /** Lost tombstones are no harm: the next round of expiry writes them again. */
  #writeTombstones(hosted: HostedGroup, removed: readonly TopicPartition[], withGroup: boolean): void {
    const { settings } = this
    const batch = tombstoneBatch(hosted.group.groupId, removed, withGroup, this.clock.now(), settings.codec)
    if (batch) void this.#log.append(hosted.partition, batch, { ...settings.append, acks: 'none' })
  }
}
