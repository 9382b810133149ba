import { alterReassignments } from '../../client/admin/alter-reassignments.ts'
import type { Outcome } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import { comparePartitions, partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { called } from '../connect/called.ts'
import { printLine } from '../kit/output.ts'
import { activeReassignments, liveBrokers, placementsOfTopics } from './cluster-state.ts'
import { commandFailed, TerseFailure } from './failures.ts'
import { startLogDirMoves } from './log-dir-moves.ts'
import { moveMap } from './move-map.ts'
import { formatPlan, inSetOrder, type Placement, parseExecutablePlan } from './plan.ts'
import { startedMove } from './results.ts'
import type { Reassigning } from './run.ts'
import { throttleLogDirs, throttleMoves } from './throttles.ts'

export interface ExecuteOptions {
  /** Other moves may be under way. */
  readonly isAdditional: boolean
  /** Bytes a second on each broker; negative for none. */
  readonly interBrokerThrottle: number
  readonly logDirThrottle: number
  readonly timeoutMs: number
}

const alreadyMoving =
  'Cannot execute because there is an existing partition assignment.  Use --additional to override this and create a new partition assignment in addition to the existing one. The --additional flag can also be used to change the throttle by resubmitting the current reassignment.'

/** Starts the moves of the plan. */
export async function execute(work: Reassigning, text: string, options: ExecuteOptions): Promise<void> {
  const { cluster, context } = work
  const { stdout } = context
  const { placements, moves } = parseExecutablePlan(text)
  const active = await activeReassignments(cluster)
  if (!options.isAdditional && active.length > 0) throw new TerseFailure(alreadyMoving)
  await checkBrokers(cluster, placements)
  const current = await currentPlacements(cluster, placements)
  printLine(stdout, `Current partition replica assignment\n\n${formatPlan(current)}\n`)
  printLine(stdout, 'Save this to use as the --reassignment-json-file option during rollback')
  if (options.interBrokerThrottle >= 0 || options.logDirThrottle >= 0) {
    const warning = 'Warning: You must run --verify periodically, until the reassignment completes'
    printLine(stdout, `${warning}, to ensure the throttle is removed.`)
  }
  if (options.interBrokerThrottle >= 0) {
    await throttleMoves(work, moveMap(active, placements, current), options.interBrokerThrottle)
  }
  if (options.logDirThrottle >= 0) {
    await throttleLogDirs(work, [...new Set(moves.map(({ broker }) => broker))], options.logDirThrottle)
  }
  await start(work, placements, current)
  if (moves.length > 0) await startLogDirMoves(work, moves, options.timeoutMs)
}

/** Throws JavaException at the first broker that is not there. */
async function checkBrokers(cluster: Cluster, placements: readonly Placement[]): Promise<void> {
  const live = new Set((await liveBrokers(cluster)).map(({ id }) => id))
  const wanted = [...new Set(placements.flatMap(({ replicas }) => replicas))]
  const unknown = inSetOrder(wanted).find((id) => !live.has(id))
  if (unknown !== undefined) throw commandFailed(`Unknown broker id ${unknown}`)
}

async function currentPlacements(cluster: Cluster, placements: readonly Placement[]): Promise<Placement[]> {
  const names = new Set(placements.map(partitionName))
  const all = await placementsOfTopics(cluster, [...new Set(placements.map(({ topic }) => topic))])
  return all.filter((placement) => names.has(partitionName(placement)))
}

async function start(
  { cluster, context }: Reassigning,
  placements: readonly Placement[],
  current: readonly Placement[],
): Promise<void> {
  const outcomes = await called(alterReassignments(cluster, placements))
  const failures = failureLines(placements, outcomes)
  if (failures.length > 0) throw new TerseFailure(`Error reassigning partition(s):\n${failures.join('\n')}`)
  const former = new Map(current.map((placement) => [partitionName(placement), placement.replicas]))
  const started = [...placements].sort(comparePartitions).map((placement) => {
    return { ...placement, formerReplicas: former.get(partitionName(placement)) ?? null }
  })
  context.report.results(startedMove, started, () => {
    const subject = `Successfully started partition reassignment${placements.length === 1 ? '' : 's'}`
    return `${subject} for ${started.map(partitionName).join(',')}\n`
  })
}

/** `topic-0: what went wrong`, for those that failed. */
export function failureLines(
  partitions: readonly TopicPartition[],
  outcomes: ReadonlyMap<string, Outcome<true>>,
): string[] {
  return [...partitions].sort(comparePartitions).flatMap((partition) => {
    const outcome = outcomes.get(partitionName(partition))
    return outcome instanceof Error ? [`${partitionName(partition)}: ${outcome.message}`] : []
  })
}
