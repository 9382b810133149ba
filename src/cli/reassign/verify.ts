import { describeTopics } from '../../client/admin/describe-topics.ts'
import type { Outcome } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import type { TopicMetadata } from '../../client/metadata.ts'
import { comparePartitions, partitionName } from '../../client/topic-partition.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import { activeReassignments } from './cluster-state.ts'
import { CallFailed, called } from './failures.ts'
import { describeLogDirMoves, findLogDirMoves, isSettled } from './log-dir-moves.ts'
import { type Placement, parsePlan } from './plan.ts'
import type { Reassigning } from './run.ts'
import { clearThrottles } from './throttles.ts'

/** Where a partition of the plan is. */
interface Progress {
  readonly target: Placement
  readonly replicas: readonly number[]
  readonly isMoving: boolean
}

/** Tells how far the plan is; when it is done, takes the throttles away. */
export async function verify(work: Reassigning, text: string, keepsThrottles: boolean): Promise<void> {
  const { cluster, stdout } = work
  const plan = parsePlan(text)
  const { progress, isAnyMoving } = await findProgress(cluster, plan.placements)
  printLine(stdout, ['Status of partition reassignment:', ...progress.map(line)].join('\n'))
  const moves = await findLogDirMoves(cluster, plan.moves)
  printLine(stdout, describeLogDirMoves(moves))
  if (isAnyMoving || !moves.every(isSettled) || keepsThrottles) return
  await clearThrottles(work, plan.placements)
}

function line({ target, replicas, isMoving }: Progress): string {
  const name = partitionName(target)
  if (isMoving) return `Reassignment of partition ${name} is still in progress.`
  const [wanted, actual] = [target.replicas.join(','), replicas.join(',')]
  if (wanted === actual) return `Reassignment of partition ${name} is completed.`
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
    return [partitionName(target), { target, replicas, isMoving: moving !== undefined }]
  })
  const sorted = [...new Map(progress).values()].sort((a, b) => comparePartitions(a.target, b.target))
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
