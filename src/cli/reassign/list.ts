import { comparePartitions, partitionName } from '../../client/topic-partition.ts'
import { printLine } from '../kit/output.ts'
import { type ActiveReassignment, activeReassignments } from './cluster-state.ts'
import type { Reassigning } from './run.ts'

/** Prints the moves between brokers that are under way. */
export async function list({ cluster, stdout }: Reassigning): Promise<void> {
  const active = (await activeReassignments(cluster)).sort(comparePartitions)
  const lines =
    active.length === 0
      ? ['No partition reassignments found.']
      : ['Current partition reassignments:', ...active.map(line)]
  printLine(stdout, lines.join('\n'))
}

function line({ replicas, adding, removing, ...partition }: ActiveReassignment): string {
  const added = adding.length === 0 ? '' : ` adding: ${adding.join(',')}.`
  const removed = removing.length === 0 ? '' : ` removing: ${removing.join(',')}.`
  return `${partitionName(partition)}: replicas: ${replicas.join(',')}.${added}${removed}`
}
