import { scalaHashOrder, scalaSetOrder } from '../../base/hash-order.ts'
import type { GroupDescription, GroupMember } from '../../client/admin/describe-groups.ts'
import { type CommittedOffset, listGroupOffsets } from '../../client/admin/group-offsets.ts'
import { listOffsets, offsetSpecs } from '../../client/admin/list-offsets.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { type Column, formatColumns } from '../format/columns.ts'
import { partitionHash } from '../format/partition-order.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import type { groupOffset } from './results.ts'
import type { GroupService } from './service.ts'

const columns: readonly Column[] = [
  { title: 'GROUP', width: 15, grows: true },
  { title: 'TOPIC', width: 15, grows: true },
  { title: 'PARTITION', width: 10 },
  { title: 'CURRENT-OFFSET', width: 15 },
  { title: 'LOG-END-OFFSET', width: 15 },
  { title: 'LAG', width: 15 },
  { title: 'CONSUMER-ID', width: 15, grows: true },
  { title: 'HOST', width: 15, grows: true },
  { title: 'CLIENT-ID', width: 0 },
]

interface Row extends TopicPartition {
  /** Undefined for a partition that nobody reads. */
  readonly owner: GroupMember | undefined
}

type OffsetOfGroup = ValueOf<typeof groupOffset>

/** First the partitions of the busiest member, last those without one. */
export async function offsetObjects(service: GroupService, group: GroupDescription): Promise<OffsetOfGroup[]> {
  const { cluster, timeoutMs } = service
  const committed = await listGroupOffsets(cluster, group.groupId, { timeoutMs })
  const rows = rowsOf(group, committed)
  const queries = rows.map(({ topic, partition }) => ({ topic, partition, timestamp: offsetSpecs.latest }))
  const ends = requireAll(await listOffsets(cluster, queries, { timeoutMs }))
  return rows.map(({ topic, partition, owner }) => {
    const name = partitionName({ topic, partition })
    const [offset, end] = [committed.get(name)?.offset ?? null, ends.get(name)?.offset ?? null]
    const lag = offset === null || end === null ? null : end - offset
    const { memberId = null, host = null, clientId = null } = owner ?? {}
    return { group: group.groupId, topic, partition, offset, logEndOffset: end, lag, memberId, host, clientId }
  })
}

/** `--describe --offsets`: title and rows. */
export function offsetTable(offsets: readonly OffsetOfGroup[]): string[] {
  const cells = offsets.map(({ group, topic, partition, offset, logEndOffset, lag, memberId, host, clientId }) =>
    [group, topic, partition, offset, logEndOffset, lag, memberId, host, clientId].map((cell) => String(cell ?? '-')),
  )
  return formatColumns(columns, cells)
}

function rowsOf(group: GroupDescription, committed: ReadonlyMap<string, CommittedOffset>): Row[] {
  const owned = [...group.members].sort(busierFirst).flatMap((owner) => inOrder(owner.assignment, owner))
  const known = new Set(owned.map(partitionName))
  const free = [...committed.values()].filter((partition) => !known.has(partitionName(partition)))
  return [...owned, ...inOrder(free, undefined)]
}

function busierFirst(a: GroupMember, b: GroupMember): number {
  return b.assignment.length - a.assignment.length || (a.memberId < b.memberId ? -1 : 1)
}

/** As Kafka's tool, which sorts them by partition alone and puts them into Scala's maps before and after. */
function inOrder(partitions: readonly TopicPartition[], owner: GroupMember | undefined): Row[] {
  const byPartition = scalaHashOrder(partitions, partitionHash).sort((a, b) => a.partition - b.partition)
  return scalaSetOrder(byPartition, partitionHash).map(({ topic, partition }) => ({ topic, partition, owner }))
}
