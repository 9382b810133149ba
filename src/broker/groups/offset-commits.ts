import type { ErrorName } from '../../wire/kafka/errors.ts'
import { errorName } from '../../wire/kafka/errors.ts'
import type { HostedGroup } from './hosted-group.ts'
import type { OffsetToCommit } from './offsets/committed-offsets.ts'
import { offsetsBatch, type TransactionalProducer } from './records/batches.ts'
import type { CoordinatorSettings } from './settings.ts'
import type { OffsetsLog } from './storage.ts'

/** What a client is told when its offsets couldn't be written. */
export function commitError(code: number): ErrorName {
  const error = errorName(code)
  switch (error) {
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'NOT_ENOUGH_REPLICAS':
    case 'NOT_ENOUGH_REPLICAS_AFTER_APPEND':
      return 'COORDINATOR_NOT_AVAILABLE'
    case 'NOT_LEADER_OR_FOLLOWER':
    case 'KAFKA_STORAGE_ERROR':
      return 'NOT_COORDINATOR'
    case 'MESSAGE_TOO_LARGE':
    case 'RECORD_LIST_TOO_LARGE':
    case 'INVALID_FETCH_SIZE':
      return 'INVALID_COMMIT_OFFSET_SIZE'
    default:
      return error
  }
}

/** What members are told when the group's own record couldn't be written. */
export function groupStoreError(code: number): ErrorName {
  const error = commitError(code)
  if (error === 'INVALID_COMMIT_OFFSET_SIZE') return 'UNKNOWN_SERVER_ERROR'
  return error === 'REQUEST_TIMED_OUT' ? 'REBALANCE_IN_PROGRESS' : error
}

export interface CommitTarget {
  readonly hosted: HostedGroup
  readonly log: OffsetsLog
  readonly settings: CoordinatorSettings
  readonly now: number
}

/** Writes offsets to the group's partition; one error for each, in their order. */
export async function storeOffsets(
  target: CommitTarget,
  commits: readonly OffsetToCommit[],
  producer?: TransactionalProducer,
): Promise<ErrorName[]> {
  const { maxMetadataSize } = target.settings
  const fits = ({ committed }: OffsetToCommit) => committed.metadata.length <= maxMetadataSize
  const fitting = commits.filter(fits)
  const error = fitting.length > 0 ? await append(target, fitting, producer) : 'NONE'
  return commits.map((commit) => (fits(commit) ? error : 'OFFSET_METADATA_TOO_LARGE'))
}

async function append(
  { hosted, log, settings, now }: CommitTarget,
  commits: readonly OffsetToCommit[],
  producer: TransactionalProducer | undefined,
): Promise<ErrorName> {
  const { offsets, partition, group } = hosted
  if (producer) offsets.prepareTransactional(producer.producerId, commits)
  else offsets.prepare(commits)
  const batch = offsetsBatch(group.groupId, commits, now, settings.codec, producer)
  const { errorCode, baseOffset } = await log.append(partition, batch, settings.append)
  if (errorCode !== 0) {
    if (producer) offsets.failedTransactional(producer.producerId, commits)
    else offsets.failed(commits)
    return commitError(errorCode)
  }
  if (producer) offsets.appendedTransactional(producer.producerId, commits, baseOffset)
  else offsets.appended(commits, baseOffset)
  return 'NONE'
}
