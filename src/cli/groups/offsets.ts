import type { GroupDescription, GroupMember } from '../../client/admin/describe-groups.ts'
import { type CommittedOffset, listGroupOffsets } from '../../client/admin/group-offsets.ts'
import { listOffsets, offsetSpecs } from '../../client/admin/list-offsets.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import { comparePartitions, partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { type Column, formatColumns } from '../format/columns.ts'
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

/** `--describe --offsets`: title and rows, first the partitions of the busiest member, last those without one. */
export async function offsetTable(service: GroupService, group: GroupDescription): Promise<string[]> {
  const { cluster, timeoutMs } = service
  const committed = await listGroupOffsets(cluster, group.groupId, { timeoutMs })
  const rows = rowsOf(group, committed)
  const queries = rows.map(({ topic, partition }) => ({ topic, partition, timestamp: offsetSpecs.latest }))
  const ends = requireAll(await listOffsets(cluster, queries, { timeoutMs }))
  const cells = rows.map((row) => {
    const name = partitionName(row)
    return rowCells(group.groupId, row, committed.get(name)?.offset, ends.get(name)?.offset)
  })
  return formatColumns(columns, cells)
}

function rowsOf(group: GroupDescription, committed: ReadonlyMap<string, CommittedOffset>): Row[] {
  const owned = [...group.members].sort(busierFirst).flatMap((owner) => sorted(owner.assignment, owner))
  const known = new Set(owned.map(partitionName))
  const free = [...committed.values()].filter((partition) => !known.has(partitionName(partition)))
  return [...owned, ...sorted(free, undefined)]
}

function busierFirst(a: GroupMember, b: GroupMember): number {
  return b.assignment.length - a.assignment.length || (a.memberId < b.memberId ? -1 : 1)
}

function sorted(partitions: readonly TopicPartition[], owner: GroupMember | undefined): Row[] {
  return [...partitions].sort(comparePartitions).map(({ topic, partition }) => ({ topic, partition, owner }))
}

function rowCells(groupId: string, row: Row, offset: number | undefined, end: number | undefined): string[] {
  const lag = offset === undefined || end === undefined ? undefined : end - offset
  const { topic, partition, owner } = row
  const place = [groupId, topic, String(partition), cell(offset), cell(end), cell(lag)]
  return [...place, owner?.memberId ?? '-', owner?.host ?? '-', owner?.clientId ?? '-']
}

const cell = (value: number | undefined) => (value === undefined ? '-' : String(value))
