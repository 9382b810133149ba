import type { GroupDescription } from '../../client/admin/describe-groups.ts'
import { formatColumns } from '../format/columns.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import type { groupState } from './results.ts'

type GroupState = ValueOf<typeof groupState>

export function stateObject({ groupId, state, assignor, members, coordinator }: GroupDescription): GroupState {
  const { id, host, port } = coordinator
  return { group: groupId, state, assignor, memberCount: members.length, coordinator: { id, host, port } }
}

/** `--describe --state`: title and one row. */
export function stateTable({ group, state, assignor, memberCount, coordinator }: GroupState): string[] {
  const where = `${coordinator.host}:${coordinator.port} (${coordinator.id})`
  return formatColumns(
    [
      // Kafka sizes the first column by the coordinator's text.
      { title: 'GROUP', width: Math.max(25, where.length) },
      { title: 'COORDINATOR (ID)', width: 25 },
      { title: 'ASSIGNMENT-STRATEGY', width: 20 },
      { title: 'STATE', width: 15 },
      { title: '#MEMBERS', width: 0 },
    ],
    [[group, where, assignor, state, String(memberCount)]],
  )
}
