import { comparePartitions } from '../../topic-partition.ts'
import { type Assignor, emptyAssignment, wantedTopics } from './assignor.ts'
import { TopicRange } from './topic-range.ts'

/** Each topic on its own: the first members get one partition more when it does not come out even. */
export const rangeAssignor: Assignor = {
  name: 'range',
  isCooperative: false,
  userData: () => null,
  assign(members, topics) {
    const assignment = emptyAssignment(members)
    const ranges = wantedTopics(members, topics).map(
      (topic) => new TopicRange(topic, members, topics.get(topic) ?? [], assignment),
    )
    const isRackAware = ranges.some(({ needsRacks }) => needsRacks)
    if (isRackAware) for (const alike of groupsAlike(ranges.filter(({ hasRacks }) => hasRacks))) assignNear(alike)
    for (const range of ranges) range.assign(() => true)
    if (isRackAware) for (const partitions of assignment.values()) partitions.sort(comparePartitions)
    return assignment
  },
}

/** Topics of as many partitions that the same members want are shared out alike: their partitions of one number stay together. */
function groupsAlike(ranges: readonly TopicRange[]): TopicRange[][] {
  const groups = new Map<string, TopicRange[]>()
  for (const range of ranges) groups.set(range.likeness, [...(groups.get(range.likeness) ?? []), range])
  return [...groups.values()]
}

function assignNear(alike: readonly TopicRange[]): void {
  const [first] = alike
  if (first === undefined) return
  if (alike.length > 1) assignTogether(alike, first)
  else if (first.needsRacks) first.assign((memberId, partition) => first.isNear(memberId, partition))
}

function assignTogether(alike: readonly TopicRange[], first: TopicRange): void {
  const open = new Set(first.memberIds)
  for (let partition = 0; partition < first.partitionCount && open.size > 0; partition++) {
    const taker = [...open].find((memberId) =>
      alike.every((range) => range.isNear(memberId, partition) && range.room(memberId) > 0),
    )
    if (taker === undefined) continue
    for (const range of alike) range.give(taker, [partition])
    if (alike.every((range) => range.room(taker) === 0)) open.delete(taker)
  }
}
