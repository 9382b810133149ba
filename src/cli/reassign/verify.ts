import { describeTopics } from '../../client/admin/describe-topics.ts'
import type { Outcome } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import type { TopicMetadata } from '../../client/metadata.ts'
import { comparePartitions, partitionName } from '../../client/topic-partition.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { CallFailed, called } from '../connect/called.ts'
import { JavaException } from '../kit/java-exception.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { activeReassignments } from './cluster-state.ts'
import { describeLogDirMoves, findLogDirMoves, isSettled, logDirStatus } from './log-dir-moves.ts'
import { type Placement, parsePlan } from './plan.ts'
import { logDirMoveStatus, moveStatus } from './results.ts'
import type { Reassigning } from './run.ts'
import { clearThrottles } from './throttles.ts'

/** Where a partition of the plan is. */
type Progress = ValueOf<typeof moveStatus>

/** Tells how far the plan is; when it is done, takes the throttles away. */
export async function verify(work: Reassigning, text: string, keepsThrottles: boolean): Promise<void> {
  const { cluster, context } = work
  const plan = parsePlan(text)
  const { progress, isAnyMoving } = await findProgress(cluster, plan.placements)
  context.report.results(moveStatus, progress, () => {
    return `${['Status of partition reassignment:', ...progress.map(line)].join('\n')}\n`
  })
  const moves = await findLogDirMoves(cluster, plan.moves)
  context.report.results(logDirMoveStatus, moves.map(logDirStatus), () => `${describeLogDirMoves(moves)}\n`)
  if (isAnyMoving || !moves.every(isSettled) || keepsThrottles) return
  await clearThrottles(work, plan.placements)
}

function line(status: Progress): string {
  const name = partitionName(status)
  if (status.state === 'in-progress') return `Reassignment of partition ${name} is still in progress.`
  if (status.state === 'completed') return `Reassignment of partition ${name} is completed.`
  const [wanted, actual] = [status.wantedReplicas.join(','), status.replicas.join(',')]
  return `There is no active reassignment of partition ${name}, but replica set is ${actual} rather than ${wanted}.`
}

/** In the order of the partitions' names, each once. */
async function findProgress(
  cluster: Cluster,
  targets: readonly Placement[],
): Promise<{ progress: Progress[]; isAnyMoving: boolean }> {
  const active = new Map((await activeReassignments(cluster)).map((one) => [partitionName(one), one.replicas]))
  const settled = targets.filter((target) => !active.has(partitionName(target)))
  const topics = [...new Set(settled.map(({ topic }) => topic))]
  const described = topics.length === 0 ? new Map() : await called(describeTopics(cluster, topics))
  const progress = targets.map((target): [string, Progress] => {
    const moving = active.get(partitionName(target))
    const replicas = moving ?? currentReplicas(target, described.get(target.topic))
    const settled = target.replicas.join(',') === replicas.join(',') ? 'completed' : 'different'
    const state = moving === undefined ? settled : 'in-progress'
    const { topic, partition, replicas: wantedReplicas } = target
    return [partitionName(target), { topic, partition, state, replicas, wantedReplicas }]
  })
  const sorted = [...new Map(progress).values()].sort(comparePartitions)
  // As in Kafka, a move of any partition, in the plan or not, keeps the throttles.
  return { progress: sorted, isAnyMoving: active.size > 0 }
}

/** None for a topic or partition that is not there. */
function currentReplicas({ partition }: Placement, topic: Outcome<TopicMetadata> | undefined): readonly number[] {
  if (topic === undefined) return []
  if (topic instanceof Error) {
    if (topic instanceof KafkaError && topic.errorName === 'UNKNOWN_TOPIC_OR_PARTITION') return []
    throw new CallFailed(topic)
  }
  const { length } = topic.partitions
  if (partition > length) return []
  const found = topic.partitions.find(({ partitionIndex }) => partitionIndex === partition)
  if (found !== undefined) return found.replicaNodes
  // The one number that Kafka's tool lets through, and negative ones: it looks into a list that does not have them.
  throw new JavaException(
    'java.lang.IndexOutOfBoundsException',
    `Index ${partition} out of bounds for length ${length}`,
  )
}
