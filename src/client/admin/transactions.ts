import {
  DescribeTransactions,
  DescribeTransactionsRequest,
  type DescribeTransactionsResponse,
} from '../../wire/kafka/describe-transactions.ts'
import { errorName, KafkaError } from '../../wire/kafka/errors.ts'
import {
  ListTransactions,
  ListTransactionsRequest,
  type ListTransactionsResponse,
} from '../../wire/kafka/list-transactions.ts'
import type { Cluster } from '../cluster.ts'
import { findCoordinators } from '../coordinator.ts'
import { type CallOptions, runCall } from './call.ts'
import { errorIn, type Outcome } from './outcome.ts'

export type ListedTransaction = ListTransactionsResponse['transactionStates'][number]

export interface ListTransactionsOptions extends CallOptions {
  /** Only those of these producers. */
  readonly producerIds?: readonly number[]
}

/** The transactional ids that each broker coordinates, by broker id (KIP-664). */
export async function listTransactions(
  cluster: Cluster,
  options: ListTransactionsOptions = {},
): Promise<Map<number, readonly ListedTransaction[]>> {
  const deadline = cluster.deadline(options.timeoutMs)
  const { brokers } = await cluster.refreshMetadata([], { deadline, call: 'listTransactions(api=METADATA)' })
  const ids = [...brokers.keys()].sort((a, b) => a - b)
  const body = { stateFilters: [], producerIdFilters: options.producerIds ?? [] }
  const asked = ids.map(async (broker) => {
    const call = { name: 'listTransactions(api=LIST_TRANSACTIONS)', target: broker, deadline }
    const listed = await runCall(cluster, call, async (connection, timeoutMs) => {
      const version = connection.version(ListTransactionsRequest)
      const answer = await connection.send(ListTransactions, version, body, timeoutMs)
      const error = errorIn(answer)
      if (error !== undefined) throw error
      return answer.transactionStates
    })
    return [broker, listed] as const
  })
  return new Map(await Promise.all(asked))
}

export type DescribedTransaction = DescribeTransactionsResponse['transactionStates'][number] & {
  readonly coordinator: number
}

/** The state of each transactional id, by its coordinator; the outcomes come by id. */
export async function describeTransactions(
  cluster: Cluster,
  transactionalIds: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, Outcome<DescribedTransaction>>> {
  const deadline = cluster.deadline(options.timeoutMs)
  const asked = transactionalIds.map(async (id) => {
    const outcome = await describeOne(cluster, id, deadline).catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    )
    return [id, outcome] as const
  })
  return new Map(await Promise.all(asked))
}

async function describeOne(cluster: Cluster, id: string, deadline: number): Promise<DescribedTransaction> {
  let coordinator = -1
  const target = async () => {
    const lookup = { name: 'describeTransactions(api=FIND_COORDINATOR)', deadline }
    const found = (await findCoordinators(cluster, 'transaction', [id], lookup)).get(id)
    if (found instanceof Error) throw found
    coordinator = found ?? -1
    return coordinator
  }
  const call = { name: 'describeTransactions(api=DESCRIBE_TRANSACTIONS)', deadline, target }
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const version = connection.version(DescribeTransactionsRequest)
    const answer = await connection.send(DescribeTransactions, version, { transactionalIds: [id] }, timeoutMs)
    const state = answer.transactionStates.find(({ transactionalId }) => transactionalId === id)
    if (state === undefined) throw new KafkaError('UNKNOWN_SERVER_ERROR')
    if (state.errorCode !== 0) throw failure(id, state.errorCode)
    return { ...state, coordinator }
  })
}

/** Another try may find the coordinator, or one that is ready. */
const passing: ReadonlySet<string> = new Set([
  'COORDINATOR_LOAD_IN_PROGRESS',
  'COORDINATOR_NOT_AVAILABLE',
  'NOT_COORDINATOR',
])

const reasons: Readonly<Record<string, string>> = {
  TRANSACTIONAL_ID_NOT_FOUND: 'because the ID could not be found',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'due to authorization failure',
}

function failure(id: string, code: number): KafkaError {
  const name = errorName(code)
  if (passing.has(name)) return new KafkaError(code)
  const reason = reasons[name] ?? 'due to unexpected error'
  return new KafkaError(code, `DescribeTransactions request for transactionalId \`${id}\` failed ${reason}`)
}
