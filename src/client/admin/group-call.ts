import { errorOf, KafkaError } from '../../wire/kafka/errors.ts'
import type { Cluster } from '../cluster.ts'
import { findCoordinators } from '../coordinator.ts'
import { isRetriable, unassigned } from '../errors.ts'
import { type Attempt, type CallOptions, runCall } from './call.ts'
import type { Outcome } from './outcome.ts'

export interface GroupCall extends CallOptions {
  /** As Kafka's admin client names it in time-outs: `describeGroups`. */
  readonly name: string
  /** The API that does the work, in Kafka's constant: `DESCRIBE_GROUPS`. */
  readonly api: string
}

/**
 * Runs a request that only a group's coordinator can serve.
 * @throws KafkaError, or ClientError (TimeoutException)
 */
export async function runGroupCall<T>(
  cluster: Cluster,
  call: GroupCall,
  groupId: string,
  attempt: Attempt<T>,
): Promise<T> {
  const deadline = cluster.deadline(call.timeoutMs)
  let coordinator: number | undefined
  const target = async () => {
    coordinator ??= await coordinatorOf(cluster, call, groupId, deadline)
    return coordinator
  }
  const onRetry = () => {
    coordinator = undefined
  }
  return runCall(cluster, { name: `${call.name}(api=${call.api})`, deadline, target, onRetry }, attempt)
}

async function coordinatorOf(cluster: Cluster, call: GroupCall, groupId: string, deadline: number): Promise<number> {
  const lookup = { name: `${call.name}(api=FIND_COORDINATOR)`, deadline }
  const found = (await findCoordinators(cluster, 'group', [groupId], lookup)).get(groupId)
  if (found instanceof Error) throw found
  return found ?? -1
}

/**
 * Runs a request for many groups: one to each of their coordinators, and one for each group where that did not work out.
 * `attempt` gives the outcomes by group.
 */
export async function runGroupsCall<T>(
  cluster: Cluster,
  call: GroupCall,
  groupIds: readonly string[],
  attempt: (groupIds: readonly string[], ...args: Parameters<Attempt<T>>) => Promise<Map<string, Outcome<T>>>,
): Promise<Map<string, Outcome<T>>> {
  const outcomes = new Map<string, Outcome<T>>()
  const alone = async (groupId: string) => {
    const attemptAlone: Attempt<Outcome<T>> = async (connection, timeoutMs) =>
      (await attempt([groupId], connection, timeoutMs)).get(groupId) ?? new KafkaError('UNKNOWN_SERVER_ERROR')
    const outcome = await runGroupCall(cluster, call, groupId, attemptAlone).catch(asOutcome)
    outcomes.set(groupId, outcome)
  }
  const together = async (coordinator: number, members: readonly string[]) => {
    try {
      const target = { deadline: cluster.deadline(call.timeoutMs), call: `${call.name}(api=${call.api})` }
      const connection = (await cluster.tryConnect(coordinator, target)) ?? unassigned(target.call)
      const answer = await attempt(members, connection, cluster.config.requestTimeoutMs)
      for (const [groupId, outcome] of answer) outcomes.set(groupId, outcome)
    } catch (error) {
      if (!isRetriable(error)) throw error
      await Promise.all(members.map(alone))
    }
  }
  if (groupIds.length === 1) await Promise.all(groupIds.map(alone))
  else await Promise.all([...(await byCoordinator(cluster, call, groupIds, outcomes))].map((part) => together(...part)))
  return new Map(groupIds.map((id) => [id, outcomes.get(id) ?? new KafkaError('UNKNOWN_SERVER_ERROR')]))
}

/** The groups by coordinator; those whose coordinator can't be had are in `outcomes` with the reason. */
async function byCoordinator<T>(
  cluster: Cluster,
  call: GroupCall,
  groupIds: readonly string[],
  outcomes: Map<string, Outcome<T>>,
): Promise<Map<number, string[]>> {
  const groups = new Map<number, string[]>()
  if (groupIds.length === 0) return groups
  const lookup = { name: `${call.name}(api=FIND_COORDINATOR)`, deadline: cluster.deadline(call.timeoutMs) }
  for (const [groupId, found] of await findCoordinators(cluster, 'group', groupIds, lookup)) {
    if (found instanceof Error) outcomes.set(groupId, found)
    else groups.set(found, [...(groups.get(found) ?? []), groupId])
  }
  return groups
}

/** An error that stays with its group; a retriable one is thrown, for the whole request to be tried again. */
export function groupError(errorCode: number): KafkaError | undefined {
  if (errorCode === 0) return undefined
  const error = new KafkaError(errorCode)
  if (errorOf(errorCode).retriable) throw error
  return error
}

function asOutcome(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
