import type { Logger } from '../../../base/logger.ts'
import { errorName } from '../../../wire/kafka/errors.ts'
import { ListOffsets, type ListOffsetsResponse } from '../../../wire/kafka/list-offsets.ts'
import type { Outcome } from './answer.ts'
import type { Followed } from './followed.ts'
import type { LeaderConnection } from './leader-connection.ts'

const version = 8
const latest = -1
const earliest = -2

export interface RangeContext {
  readonly brokerId: number
  readonly connection: LeaderConnection
  readonly logger: Logger
  /** False once the controller has spoken of the partition again. */
  readonly isCurrent: (followed: Followed) => boolean
  readonly settled: (followed: Followed, outcome: Outcome) => void
}

/**
 * Finds the place from which to go on for partitions whose fetch offset the leader does not have: a leader whose log is
 * shorter (it was elected unclean) makes the follower cut its own, one whose log starts later makes it start anew there.
 * Rejects when the connection fails.
 */
export async function findRange(lost: readonly Followed[], context: RangeContext): Promise<void> {
  const rest = await ask(lost, latest, context, (followed, end) => {
    if (end >= followed.partition.log.logEndOffset) return false
    const { log } = followed.partition
    context.logger.warn(
      `Reset fetch offset for partition ${followed.name} from ${log.logEndOffset} to current leader's latest offset ${end}`,
    )
    followed.partition.truncateTo(end)
    return true
  })
  await ask(rest, earliest, context, (followed, start) => {
    const { log, room, endRoom } = followed.partition
    context.logger.warn(
      `Reset fetch offset for partition ${followed.name} from ${log.logEndOffset} to current leader's start offset ${start}`,
    )
    if (start > log.logEndOffset) {
      log.truncateFullyAndStartAt(start)
      endRoom.poke()
      room.poke()
    }
    return true
  })
}

/** Lets `take` deal with each offset; the result are those that it left. */
async function ask(
  asked: readonly Followed[],
  timestamp: number,
  { brokerId, connection, isCurrent, settled }: RangeContext,
  take: (followed: Followed, offset: number) => boolean,
): Promise<Followed[]> {
  if (asked.length === 0) return []
  const topics = asked.map((followed) => requestOf(followed, timestamp))
  const response = await connection.call(ListOffsets, version, { replicaId: brokerId, isolationLevel: 0, topics })
  const left: Followed[] = []
  for (const followed of asked) {
    if (!isCurrent(followed)) continue
    const { errorCode, offset } = answerFor(response, followed)
    if (errorCode !== 0) settled(followed, errorName(errorCode) === 'FENCED_LEADER_EPOCH' ? 'failed' : 'delay')
    else if (!take(followed, offset)) left.push(followed)
    else {
      followed.resume()
      settled(followed, 'moved')
    }
  }
  return left
}

const requestOf = ({ partition, leaderEpoch }: Followed, timestamp: number) => ({
  name: partition.topic,
  partitions: [{ partitionIndex: partition.partition, currentLeaderEpoch: leaderEpoch, timestamp }],
})

const unanswered = { errorCode: -1, offset: -1 }

function answerFor({ topics }: ListOffsetsResponse, { partition }: Followed) {
  for (const { name, partitions } of topics) {
    if (name !== partition.topic) continue
    const found = partitions.find(({ partitionIndex }) => partitionIndex === partition.partition)
    if (found !== undefined) return found
  }
  return unanswered
}
