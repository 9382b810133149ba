import { errorOf, KafkaError } from '../wire/kafka/errors.ts'
import {
  FindCoordinator,
  FindCoordinatorRequest,
  type FindCoordinatorResponse,
} from '../wire/kafka/find-coordinator.ts'
import { type Call, runCall } from './admin/call.ts'
import { errorIn, type Outcome } from './admin/outcome.ts'
import type { BrokerConnection } from './broker-connection.ts'
import type { Cluster } from './cluster.ts'

/** Kafka's numbers for what has a coordinator. */
const keyTypes = { group: 0, transaction: 1 } as const
export type CoordinatorType = keyof typeof keyTypes

type Found = FindCoordinatorResponse['coordinators'][number]

/**
 * The ids of the brokers that coordinate the groups or transactional ids; the cluster learns where they are.
 * Waits for coordinators that are only coming up.
 * @throws ClientError (TimeoutException) at the call's deadline
 */
export function findCoordinators(
  cluster: Cluster,
  type: CoordinatorType,
  keys: readonly string[],
  call: Omit<Call, 'target'>,
): Promise<Map<string, Outcome<number>>> {
  return runCall(cluster, { ...call, target: 'any' }, async (connection, timeoutMs) => {
    const found = await ask(connection, keyTypes[type], keys, timeoutMs)
    const notYet = found.find(({ errorCode }) => errorOf(errorCode).retriable)
    if (notYet !== undefined) throw errorIn(notYet) ?? new KafkaError(notYet.errorCode)
    for (const { errorCode, nodeId, host, port } of found) {
      if (errorCode === 0) cluster.learnBroker({ id: nodeId, host, port, rack: null })
    }
    return new Map(found.map((coordinator) => [coordinator.key, errorIn(coordinator) ?? coordinator.nodeId]))
  })
}

/** Since version 4 one request asks for many keys. */
async function ask(
  connection: BrokerConnection,
  keyType: number,
  keys: readonly string[],
  timeoutMs: number,
): Promise<readonly Found[]> {
  const version = connection.version(FindCoordinatorRequest, keyType === keyTypes.group ? 0 : 1)
  if (version >= 4) {
    const body = { keyType, coordinatorKeys: keys }
    return (await connection.send(FindCoordinator, version, body, timeoutMs)).coordinators
  }
  return Promise.all(
    keys.map(async (key) => {
      const answer = await connection.send(FindCoordinator, version, { keyType, key }, timeoutMs)
      const { nodeId, host, port, errorCode, errorMessage } = answer
      return { key, nodeId, host, port, errorCode, errorMessage: errorMessage || null }
    }),
  )
}
