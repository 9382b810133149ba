import type { Logger } from '../../../base/logger.ts'
import { errorName, KafkaError } from '../../../wire/kafka/errors.ts'
import type { FetchResponse } from '../../../wire/kafka/fetch.ts'
import { truncationOffset } from '../truncation.ts'
import type { Followed } from './followed.ts'

export type PartitionAnswer = FetchResponse['responses'][number]['partitions'][number]

/**
 * What to do with a partition next: go on as it is, ask from its new position, ask again after a while, ask the leader
 * where its log begins and ends, or leave it until the controller speaks of it again.
 */
export type Outcome = 'unchanged' | 'moved' | 'delay' | 'outOfRange' | 'failed'

/** Does what the leader's answer says about one partition. */
export function takeAnswer(followed: Followed, answer: PartitionAnswer, logger: Logger): Outcome {
  try {
    if (answer.errorCode !== 0) return refusal(followed, answer.errorCode, logger)
    if (answer.divergingEpoch.endOffset >= 0 || answer.divergingEpoch.epoch >= 0)
      return diverged(followed, answer, logger)
    return append(followed, answer)
  } catch (error) {
    return troubled(followed, error, logger)
  }
}

function append(followed: Followed, { records, highWatermark, logStartOffset }: PartitionAnswer): Outcome {
  const { partition, fetchOffset } = followed
  const { log } = partition
  if (log.logEndOffset !== fetchOffset) return restarted(followed)
  const startBefore = log.logStartOffset
  if (records !== null && records.length > 0) partition.appendAsFollower(records)
  partition.updateFollowerState({ highWatermark, logStartOffset })
  const moved = log.logEndOffset !== fetchOffset || log.logStartOffset !== startBefore
  if (moved) followed.resume()
  if (moved || followed.lag === undefined) followed.lag = Math.max(0, highWatermark - log.logEndOffset)
  return moved ? 'moved' : 'unchanged'
}

/** Somebody else changed the log meanwhile: what was asked no longer fits. */
function restarted(followed: Followed): Outcome {
  followed.resume()
  return 'moved'
}

function diverged(followed: Followed, { divergingEpoch }: PartitionAnswer, logger: Logger): Outcome {
  const { partition, fetchOffset } = followed
  const { log } = partition
  const ownEnd = log.endOffsetForEpoch(divergingEpoch.epoch)
  const offset = truncationOffset(divergingEpoch, { logEndOffset: log.logEndOffset, fetchOffset, ownEnd })
  if (offset < log.highWatermark) {
    logger.warn(`Truncating ${followed.name} to offset ${offset} below high watermark ${log.highWatermark}`)
  }
  partition.truncateTo(offset)
  followed.resume()
  return 'moved'
}

function refusal(followed: Followed, errorCode: number, logger: Logger): Outcome {
  const error = errorName(errorCode)
  switch (error) {
    case 'OFFSET_OUT_OF_RANGE':
      return 'outOfRange'
    case 'FENCED_LEADER_EPOCH':
      logger.info(
        `Partition ${followed.name} has an older epoch (${followed.leaderEpoch}) than the current leader. ` +
          'Will await the new LeaderAndIsr state before resuming fetching.',
      )
      return 'failed'
    case 'UNKNOWN_LEADER_EPOCH':
    case 'NOT_LEADER_OR_FOLLOWER':
      logger.debug(`Remote broker answered ${error} for partition ${followed.name}, will retry`)
      return 'delay'
    case 'UNKNOWN_TOPIC_OR_PARTITION':
    case 'UNKNOWN_TOPIC_ID':
    case 'INCONSISTENT_TOPIC_ID':
      logger.warn(`Received ${error} from the leader for partition ${followed.name}. ${passing}`)
      return 'delay'
    default:
      logger.error(`Error for partition ${followed.name} at offset ${followed.fetchOffset}: ${error}`)
      return 'delay'
  }
}

const passing =
  'This error may be returned transiently when the partition is being created or deleted, but it is not expected to persist.'

/** The log did not take what came. */
function troubled(followed: Followed, error: unknown, logger: Logger): Outcome {
  const { name, fetchOffset } = followed
  const text = error instanceof Error ? error.message : String(error)
  if (error instanceof KafkaError && isBadData(error)) {
    logger.error(`Found invalid messages during fetch for partition ${name} offset ${fetchOffset}: ${text}`)
    return 'delay'
  }
  logger.error(`Error while processing data for partition ${name} at offset ${fetchOffset}: ${text}`)
  return 'failed'
}

const isBadData = ({ errorName: name }: KafkaError) => name === 'CORRUPT_MESSAGE' || name === 'INVALID_RECORD'
