import { ClientError } from '../errors.ts'
import type { Metadata } from '../metadata.ts'
import { partitionName } from '../topic-partition.ts'
import type { PartitionState } from './partition-state.ts'
import type { EpochEnd } from './position-validation.ts'

/** What a consumer fails with that may not reset its position: `auto.offset.reset=none`. */
export function outOfRange(state: PartitionState, metadata: Metadata): ClientError {
  return new ClientError(
    'org.apache.kafka.clients.consumer.OffsetOutOfRangeException',
    `Fetch position ${positionText(state, metadata)} is out of range for partition ${partitionName(state)}`,
  )
}

function positionText({ topic, partition, position, positionEpoch }: PartitionState, metadata: Metadata): string {
  const { topics, brokers } = metadata
  const known = topics.get(topic)?.partitions.find(({ partitionIndex }) => partitionIndex === partition)
  const leader = brokers.get(known?.leaderId ?? -1)
  const leaderText = leader && `${leader.host}:${leader.port} (id: ${leader.id} rack: ${leader.rack})`
  const leadership = `LeaderAndEpoch{leader=${optional(leaderText)}, epoch=${known?.leaderEpoch ?? 'absent'}}`
  const epoch = optional(positionEpoch < 0 ? undefined : positionEpoch)
  return `FetchPosition{offset=${position}, offsetEpoch=${epoch}, currentLeader=${leadership}}`
}

/** As Java's Optional is printed. */
const optional = (value: unknown) => (value === undefined ? 'Optional.empty' : `Optional[${value}]`)

/** The leader has other records than were read, from `end` on; null when nobody can tell any more. */
export function truncated(state: PartitionState, end: EpochEnd | null): ClientError {
  const offset = `OffsetAndMetadata{offset=${end?.endOffset}, leaderEpoch=${end?.leaderEpoch}, metadata=''}`
  const offsets = end === null ? '' : `${partitionName(state)}=${offset}`
  return new ClientError(
    'org.apache.kafka.clients.consumer.LogTruncationException',
    `Detected log truncation with diverging offsets {${offsets}}`,
  )
}
