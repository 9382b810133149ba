import { javaText } from '../../client/errors.ts'
import { partitionName } from '../../client/topic-partition.ts'
import { failureObject } from '../kit/report/failure-object.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import type { OffsetAnswer } from './get-offsets.ts'
import type { partitionOffset } from './results.ts'

/** `topic:partition:offset`; nothing of a partition without an offset. */
export function offsetText({ topic, partition, outcome }: OffsetAnswer): string {
  if (outcome === undefined || outcome instanceof Error || outcome.offset < 0) return ''
  return `${topic}:${partition}:${outcome.offset}\n`
}

/** The complaint about a partition whose offset can't be had. */
export function skippedText({ topic, partition, outcome }: OffsetAnswer): string {
  if (!(outcome instanceof Error)) return ''
  const name = partitionName({ topic, partition })
  return `Skip getting offsets for topic-partition ${name} due to error: ${javaText(outcome)}\n`
}

export function offsetObject({ topic, partition, outcome }: OffsetAnswer): ValueOf<typeof partitionOffset> {
  const known = (value: number) => (value < 0 ? null : value)
  const nothing = { topic, partition, offset: null, timestamp: null, leaderEpoch: null, error: null }
  if (outcome === undefined) return nothing
  if (outcome instanceof Error) return { ...nothing, error: failureObject(outcome) }
  const { offset, timestamp, leaderEpoch } = outcome
  return { ...nothing, offset: known(offset), timestamp: known(timestamp), leaderEpoch: known(leaderEpoch) }
}
