import { KafkaError } from '../../wire/kafka/errors.ts'
import {
  OffsetForLeaderEpoch,
  OffsetForLeaderEpochRequest,
  type OffsetForLeaderEpochResponse,
} from '../../wire/kafka/offset-for-leader-epoch.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import { byTopic } from '../topic-partition.ts'
import type { Leadership, PartitionState } from './partition-state.ts'

/** A position that may be none of the log any more, as another leader goes on with it. */
export interface Doubt {
  readonly state: PartitionState
  readonly leadership: Leadership
  readonly position: number
  /** Of the record before it. */
  readonly epoch: number
}

/** What the leader says of the epoch of the record before the position. */
export interface EpochEnd {
  /** That epoch, or the last one before it that the leader has; −1 for none. */
  readonly leaderEpoch: number
  /** Where it ends in the leader's log; −1 for nowhere. */
  readonly endOffset: number
}

export interface Verdict extends Doubt {
  readonly answer: EpochEnd | KafkaError
}

const consumer = -1
/** Before it brokers let only each other ask. */
const firstVersion = 3

/** Asks a leader whether its log holds what was read so far (KIP-320); undefined where it is too old to tell. */
export async function askForEpochs(
  connection: BrokerConnection,
  doubts: readonly Doubt[],
  timeoutMs: number,
): Promise<Verdict[] | undefined> {
  if (!connection.reaches(OffsetForLeaderEpochRequest, firstVersion)) return undefined
  const version = connection.version(OffsetForLeaderEpochRequest, firstVersion)
  const wanted = doubts.map(({ state: { topic, partition }, leadership, epoch }) => {
    return { topic, partition, currentLeaderEpoch: leadership.leaderEpoch, leaderEpoch: epoch }
  })
  const topics = byTopic(wanted).map(({ name, partitions }) => ({
    topic: name,
    partitions: partitions.map(({ partition, currentLeaderEpoch, leaderEpoch }) => {
      return { partition, currentLeaderEpoch, leaderEpoch }
    }),
  }))
  const answer = await connection.send(OffsetForLeaderEpoch, version, { replicaId: consumer, topics }, timeoutMs)
  return doubts.map((doubt) => ({ ...doubt, answer: isOutdated(doubt) ? outdated : answerFor(doubt.state, answer) }))
}

const outdated = new KafkaError('UNKNOWN_LEADER_EPOCH')

/** The committed position knows of a later leader than our metadata: one that was cut off may not judge it. */
const isOutdated = ({ leadership, epoch }: Doubt) => epoch > leadership.leaderEpoch && leadership.leaderEpoch >= 0

function answerFor(state: PartitionState, answer: OffsetForLeaderEpochResponse): EpochEnd | KafkaError {
  const found = answer.topics
    .find(({ topic }) => topic === state.topic)
    ?.partitions.find(({ partition }) => partition === state.partition)
  if (found === undefined) return new KafkaError('UNKNOWN_TOPIC_OR_PARTITION')
  if (found.errorCode !== 0) return new KafkaError(found.errorCode)
  return { leaderEpoch: found.leaderEpoch, endOffset: found.endOffset }
}

/** Where the leader's log and what was read part; undefined where they don't, null where nobody can tell any more. */
export function divergence({ leaderEpoch, endOffset }: EpochEnd, position: number): EpochEnd | null | undefined {
  if (leaderEpoch < 0 || endOffset < 0) return null
  return endOffset < position ? { leaderEpoch, endOffset } : undefined
}
