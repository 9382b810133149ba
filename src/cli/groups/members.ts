import type { GroupDescription } from '../../client/admin/describe-groups.ts'
import { byTopic, type TopicPartition } from '../../client/topic-partition.ts'
import { type Column, formatColumns } from '../format/columns.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import type { groupMember } from './results.ts'

type Member = ValueOf<typeof groupMember>

interface MemberColumn extends Column {
  readonly cell: (member: Member) => string
}

export function memberObjects({ groupId, members }: GroupDescription): Member[] {
  return members.map(({ memberId, groupInstanceId, host, clientId, assignment }) => {
    return { group: groupId, memberId, instanceId: groupInstanceId || null, host, clientId, assignment }
  })
}

/** `--describe --members`: title and rows; every line but a verbose one ends in a space, as Kafka's. */
export function memberTable(members: readonly Member[], verbose: boolean): string[] {
  const columns: MemberColumn[] = [
    { title: 'GROUP', width: 15, grows: true, cell: ({ group }) => group },
    { title: 'CONSUMER-ID', width: 15, grows: true, cell: ({ memberId }) => memberId },
    { title: 'GROUP-INSTANCE-ID', width: 17, grows: true, cell: ({ instanceId }) => instanceId ?? '' },
    { title: 'HOST', width: 15, grows: true, cell: ({ host }) => host },
    { title: 'CLIENT-ID', width: 15, grows: true, cell: ({ clientId }) => clientId },
    { title: '#PARTITIONS', width: 15, cell: ({ assignment }) => String(assignment.length) },
    {
      title: verbose ? 'ASSIGNMENT' : '',
      width: 0,
      cell: ({ assignment }) => (verbose ? assignmentText(assignment) : ''),
    },
  ]
  const isStatic = members.some(({ instanceId }) => instanceId !== null)
  const shown = columns.filter(({ title }) => isStatic || title !== 'GROUP-INSTANCE-ID')
  const rows = members.map((member) => shown.map(({ cell }) => cell(member)))
  return formatColumns(shown, rows)
}

/** `t(0,1), u(2)`, or a dash for nothing. */
function assignmentText(assignment: readonly TopicPartition[]): string {
  if (assignment.length === 0) return '-'
  return byTopic(assignment)
    .map(({ name, partitions }) => `${name}(${numbers(partitions).join(',')})`)
    .sort()
    .join(', ')
}

const numbers = (partitions: readonly TopicPartition[]) =>
  partitions.map(({ partition }) => partition).sort((a, b) => a - b)
