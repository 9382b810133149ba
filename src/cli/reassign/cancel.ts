import { alterReassignments } from '../../client/admin/alter-reassignments.ts'
import { comparePartitions, partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { called } from '../connect/called.ts'
import { printLine } from '../kit/output.ts'
import { activeReassignments } from './cluster-state.ts'
import { failureLines } from './execute.ts'
import { TerseFailure } from './failures.ts'
import { findLogDirMoves, startLogDirMoves } from './log-dir-moves.ts'
import { parsePlan } from './plan.ts'
import { cancelledMove } from './results.ts'
import type { Reassigning } from './run.ts'
import { clearThrottles } from './throttles.ts'

/** Calls off what is under way of the plan: moves between brokers, and those between log directories by moving back. */
export async function cancel(
  work: Reassigning,
  text: string,
  timeoutMs: number,
  keepsThrottles: boolean,
): Promise<void> {
  const { cluster, context } = work
  const { stdout } = context
  const plan = parsePlan(text)
  const active = await activeReassignments(cluster, uniquePartitions(plan.placements))
  const moving = active.filter(({ adding, removing }) => adding.length > 0 || removing.length > 0)
  if (moving.length === 0) printLine(stdout, 'None of the specified partition reassignments are active.')
  else await cancelReassignments(work, moving)
  const moves = await findLogDirMoves(cluster, plan.moves)
  const backward = moves.flatMap(({ found, ...move }) => {
    return found.current !== null && found.future !== null ? [{ ...move, logDir: found.current }] : []
  })
  // Kafka's tool ends no line here.
  if (backward.length === 0) stdout.write('None of the specified partition moves are active.')
  else await startLogDirMoves(work, backward, timeoutMs)
  if (!keepsThrottles) await clearThrottles(work, plan.placements)
}

function uniquePartitions(partitions: readonly TopicPartition[]): TopicPartition[] {
  return [...new Map(partitions.map((partition) => [partitionName(partition), partition])).values()]
}

async function cancelReassignments(
  { cluster, context }: Reassigning,
  partitions: readonly TopicPartition[],
): Promise<void> {
  const wanted = partitions.map(({ topic, partition }) => ({ topic, partition, replicas: null }))
  const failures = failureLines(partitions, await called(alterReassignments(cluster, wanted)))
  if (failures.length > 0) {
    const subject = `Error cancelling partition reassignment${failures.length === 1 ? '' : 's'} for`
    throw new TerseFailure(`${subject}:\n${failures.join('\n')}`)
  }
  const cancelled = partitions.map(({ topic, partition }) => ({ topic, partition })).sort(comparePartitions)
  context.report.results(cancelledMove, cancelled, () => {
    const subject = `Successfully cancelled partition reassignment${partitions.length === 1 ? '' : 's'}`
    return `${subject} for: ${cancelled.map(partitionName).join(',')}\n`
  })
}
