import { comparePartitions, partitionName } from '../../client/topic-partition.ts'
import { type ActiveReassignment, activeReassignments } from './cluster-state.ts'
import { activeMove } from './results.ts'
import type { Reassigning } from './run.ts'

/** Prints the moves between brokers that are under way. */
export async function list({ cluster, context }: Reassigning): Promise<void> {
  const active = (await activeReassignments(cluster)).sort(comparePartitions)
  const moves = active.map(({ adding, removing, ...placement }) => {
    return { ...placement, addingReplicas: adding, removingReplicas: removing }
  })
  context.report.results(activeMove, moves, () => {
    if (active.length === 0) return 'No partition reassignments found.\n'
    return `${['Current partition reassignments:', ...active.map(line)].join('\n')}\n`
  })
}

function line({ replicas, adding, removing, ...partition }: ActiveReassignment): string {
  const added = adding.length === 0 ? '' : ` adding: ${adding.join(',')}.`
  const removed = removing.length === 0 ? '' : ` removing: ${removing.join(',')}.`
  return `${partitionName(partition)}: replicas: ${replicas.join(',')}.${added}${removed}`
}
