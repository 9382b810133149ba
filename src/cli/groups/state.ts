import type { GroupDescription } from '../../client/admin/describe-groups.ts'
import { formatColumns } from '../format/columns.ts'

/** `--describe --state`: title and one row. */
export function stateTable({ groupId, state, assignor, members, coordinator }: GroupDescription): string[] {
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
    [[groupId, where, assignor, state, String(members.length)]],
  )
}
