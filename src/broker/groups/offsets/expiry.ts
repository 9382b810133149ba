import { consumerProtocolType, type Group } from '../membership/group.ts'
import type { CommittedOffsets, LoggedOffset } from './committed-offsets.ts'
import type { TopicPartition } from './partition-map.ts'

/** The offsets of a group that nobody has needed for `retentionMs` (KIP-211). */
export function expiredOffsets(
  group: Group,
  offsets: CommittedOffsets,
  now: number,
  retentionMs: number,
): TopicPartition[] {
  const lastUse = lastUseOf(group)
  if (!lastUse) return []
  const expired: TopicPartition[] = []
  for (const { topic, partition, value } of offsets.all()) {
    const used = lastUse(topic, value)
    if (used === undefined || offsets.isPending(topic, partition)) continue
    const isOver = value.expireTimestamp === undefined ? now - used >= retentionMs : now >= value.expireTimestamp
    if (isOver) expired.push({ topic, partition })
  }
  return expired
}

type LastUse = (topic: string, offset: LoggedOffset) => number | undefined

/** From when the retention of an offset runs; undefined while it is in use, as all are in most states of a group. */
function lastUseOf(group: Group): LastUse | undefined {
  const { protocolType, stateSince, state, subscribedTopics } = group
  if (protocolType === undefined) return (_topic, offset) => offset.commitTimestamp
  if (state === 'Empty') return (_topic, offset) => stateSince ?? offset.commitTimestamp
  if (state !== 'Stable' || protocolType !== consumerProtocolType || !subscribedTopics) return undefined
  return (topic, offset) => (subscribedTopics.has(topic) ? undefined : offset.commitTimestamp)
}
