import { pause } from '../../base/clock.ts'
import { hashCodeOrder, javaMapSize, stringHash } from '../../base/hash-order.ts'
import { alterReplicaLogDirs, type Replica, type ReplicaMove } from '../../client/admin/alter-replica-log-dirs.ts'
import { describeReplicaLogDirs, type ReplicaLogDirs } from '../../client/admin/replica-log-dirs.ts'
import type { Cluster } from '../../client/cluster.ts'
import { partitionName } from '../../client/topic-partition.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { called } from '../connect/called.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { commandFailed, TerseFailure } from './failures.ts'
import { compareReplicas, replicaName } from './plan.ts'
import { type logDirMoveStatus, startedLogDirMove } from './results.ts'
import type { Reassigning } from './run.ts'

/** A replica that shall be in a log directory, and where it is. */
export interface LogDirMove extends ReplicaMove {
  readonly found: ReplicaLogDirs
}

const attemptIntervalMs = 100

export async function findLogDirMoves(cluster: Cluster, moves: readonly ReplicaMove[]): Promise<LogDirMove[]> {
  const found = await called(describeReplicaLogDirs(cluster, moves))
  return moves.map((move) => ({ ...move, found: found.get(move) ?? { current: null, future: null } }))
}

/** Nothing will change any more, be it as wanted or not. */
export const isSettled = ({ found }: LogDirMove): boolean => found.current !== null && found.future === null

export function logDirStatus(move: LogDirMove): ValueOf<typeof logDirMoveStatus> {
  const { topic, partition, broker, logDir: wantedLogDir, found } = move
  const { current: logDir, future: futureLogDir } = found
  return { topic, partition, broker, state: stateOf(move), logDir, futureLogDir, wantedLogDir }
}

function stateOf({ logDir, found: { current, future } }: LogDirMove) {
  if (current === null) return 'not-found'
  if (future !== null) return future === logDir ? 'in-progress' : 'elsewhere'
  return current === logDir ? 'completed' : 'not-moving'
}

/** A line for each. */
export function describeLogDirMoves(moves: readonly LogDirMove[]): string {
  return [...moves].sort(compareReplicas).map(line).join('\n')
}

function line(move: LogDirMove): string {
  const { broker, logDir, found } = move
  const name = partitionName(move)
  switch (stateOf(move)) {
    case 'not-found':
      return `Partition ${name} is not found in any live log dir on broker ${broker}. There is likely an offline log directory on the broker.`
    case 'in-progress':
      return `Reassignment of replica ${replicaName(move)} is still in progress.`
    case 'elsewhere':
      return `Partition ${name} on broker ${broker} is being moved to log dir ${found.future} instead of ${logDir}.`
    case 'completed':
      return `Reassignment of replica ${replicaName(move)} completed successfully.`
    case 'not-moving':
      return `Partition ${name} on broker ${broker} is not being moved from log dir ${found.current} to ${logDir}.`
  }
}

/**
 * Starts the moves; those of replicas that are not there yet again and again, for `timeoutMs` at most.
 * @throws JavaException when one is refused, TerseFailure when the time is over
 */
export async function startLogDirMoves(
  { cluster, context }: Reassigning,
  moves: readonly ReplicaMove[],
  timeoutMs: number,
): Promise<void> {
  const { clock, report } = context
  const startedAt = clock.elapsed()
  let pending = moves
  for (;;) {
    const started = await tryMoves(cluster, pending)
    report.results(startedLogDirMove, started, () => {
      if (started.length === 0) return ''
      return `Successfully started log directory move${plural(started)} for: ${names(started)}\n`
    })
    pending = pending.filter((move) => !started.includes(move))
    if (pending.length === 0) return
    if (clock.elapsed() >= startedAt + timeoutMs) {
      throw new TerseFailure(
        `Timed out before log directory move${plural(pending)} could be started for: ${names(pending)}`,
      )
    }
    await pause(clock, attemptIntervalMs)
  }
}

const plural = (list: readonly unknown[]) => (list.length === 1 ? '' : 's')
const names = (replicas: readonly Replica[]) => [...replicas].sort(compareReplicas).map(replicaName).join(',')

/** Those that were started. The first refused one is told, as Java's hash map has them in order. */
async function tryMoves(cluster: Cluster, moves: readonly ReplicaMove[]): Promise<ReplicaMove[]> {
  const outcomes = await alterReplicaLogDirs(cluster, moves)
  for (const { move, outcome } of hashCodeOrder(outcomes, ({ move }) => replicaHash(move), javaMapSize)) {
    if (outcome !== true && !isNotThereYet(outcome)) throw commandFailed(`Failed to alter dir for ${replicaName(move)}`)
  }
  return outcomes.filter(({ outcome }) => outcome === true).map(({ move }) => move)
}

const isNotThereYet = (error: Error) => error instanceof KafkaError && error.errorName === 'REPLICA_NOT_AVAILABLE'

/** Java's hash code of a TopicPartitionReplica. */
function replicaHash({ topic, partition, broker }: Replica): number {
  const mixed = [stringHash(topic), partition, broker].reduce((hash, next) => (Math.imul(31, hash) + next) | 0, 1)
  return mixed
}
