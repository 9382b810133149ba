import {
  DescribeProducers,
  DescribeProducersRequest,
  type DescribeProducersResponse,
} from '../../wire/kafka/describe-producers.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { WriteTxnMarkers, WriteTxnMarkersRequest } from '../../wire/kafka/write-txn-markers.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import type { Cluster } from '../cluster.ts'
import { byTopic, partitionName, type TopicPartition } from '../topic-partition.ts'
import { type CallOptions, runCall } from './call.ts'
import { runLeaderCall } from './leader-call.ts'
import { errorIn, type Outcome } from './outcome.ts'

export type ProducerState = DescribeProducersResponse['topics'][number]['partitions'][number]['activeProducers'][number]

export interface DescribeProducersOptions extends CallOptions {
  /** Whom to ask in place of the leaders. */
  readonly broker?: number | undefined
}

/** The producers that a partition's log knows of (KIP-664), by `topic-partition`. */
export function describeProducers(
  cluster: Cluster,
  partitions: readonly TopicPartition[],
  options: DescribeProducersOptions = {},
): Promise<Map<string, Outcome<readonly ProducerState[]>>> {
  const { broker, timeoutMs } = options
  const patience = timeoutMs === undefined ? {} : { timeoutMs }
  if (broker === undefined) {
    const call = { ...patience, name: 'describeProducers', api: 'DESCRIBE_PRODUCERS' }
    return runLeaderCall(cluster, call, partitions, ask)
  }
  const call = { ...patience, name: 'describeProducers(api=DESCRIBE_PRODUCERS)', target: broker }
  return runCall(cluster, call, async (connection, limit) => new Map(await ask(connection, partitions, limit)))
}

async function ask(
  connection: BrokerConnection,
  partitions: readonly TopicPartition[],
  timeoutMs: number,
): Promise<[string, Outcome<readonly ProducerState[]>][]> {
  const topics = byTopic(partitions).map(({ name, partitions: list }) => ({
    name,
    partitionIndexes: list.map(({ partition }) => partition),
  }))
  const version = connection.version(DescribeProducersRequest)
  const answer = await connection.send(DescribeProducers, version, { topics }, timeoutMs)
  return answer.topics.flatMap(({ name, partitions: list }) =>
    list.map((result): [string, Outcome<readonly ProducerState[]>] => {
      const key = partitionName({ topic: name, partition: result.partitionIndex })
      return [key, errorIn(result) ?? result.activeProducers]
    }),
  )
}

/** A transaction in one partition that nobody will end any more. */
export interface HangingTransaction extends TopicPartition {
  readonly producerId: number
  readonly producerEpoch: number
  readonly coordinatorEpoch: number
}

/** Has the partition's leader write the marker that ends the transaction as aborted. */
export async function abortTransaction(
  cluster: Cluster,
  transaction: HangingTransaction,
  options: CallOptions = {},
): Promise<void> {
  const { topic, partition, producerId, producerEpoch, coordinatorEpoch } = transaction
  const topics = [{ name: topic, partitionIndexes: [partition] }]
  const marker = { producerId, producerEpoch, transactionResult: false, topics, coordinatorEpoch }
  const call = { ...options, name: 'abortTransaction', api: 'WRITE_TXN_MARKERS' }
  const outcomes = await runLeaderCall<HangingTransaction, true>(
    cluster,
    call,
    [transaction],
    async (connection, _, timeoutMs) => {
      const version = connection.version(WriteTxnMarkersRequest)
      const answer = await connection.send(WriteTxnMarkers, version, { markers: [marker] }, timeoutMs)
      const result = answer.markers[0]?.topics[0]?.partitions[0] ?? {
        errorCode: new KafkaError('UNKNOWN_SERVER_ERROR').code,
      }
      return [[partitionName(transaction), refusal(cluster, transaction, result.errorCode) ?? true]]
    },
  )
  const outcome = outcomes.get(partitionName(transaction))
  if (outcome instanceof Error) throw outcome
}

/** What the tool is told of an error, and the log of one that is no use trying again. */
function refusal(cluster: Cluster, transaction: HangingTransaction, errorCode: number): KafkaError | undefined {
  const error = errorIn({ errorCode })
  if (error === undefined || error.retriable) return error
  const { logged, told } = reasonOf(error, transaction)
  const spec = transactionText(transaction)
  const log = cluster.io.logger.named('org.apache.kafka.clients.admin.internals.AbortTransactionHandler')
  log.error(`${cluster.config.logPrefix}WriteTxnMarkers request for abort spec ${spec} failed ${logged}`)
  return new KafkaError(error.code, `WriteTxnMarkers request with ${spec} failed ${told}`)
}

function reasonOf(error: KafkaError, { coordinatorEpoch }: HangingTransaction): { logged: string; told: string } {
  switch (error.errorName) {
    case 'CLUSTER_AUTHORIZATION_FAILED':
      return { logged: 'cluster authorization', told: 'due to cluster authorization error' }
    case 'INVALID_PRODUCER_EPOCH':
      return { logged: 'due to an invalid producer epoch', told: 'due an invalid producer epoch' }
    case 'TRANSACTION_COORDINATOR_FENCED':
      return {
        logged: 'because the coordinator epoch is fenced',
        told: `since the provided coordinator epoch ${coordinatorEpoch} has been fenced by the active coordinator`,
      }
    default:
      return {
        logged: `due to an unexpected error ${error.errorName}`,
        told: `due to unexpected error: ${error.message}`,
      }
  }
}

/** As Kafka's admin client writes it. */
export const transactionText = ({ producerId, producerEpoch, coordinatorEpoch, ...partition }: HangingTransaction) =>
  `AbortTransactionSpec(topicPartition=${partitionName(partition)}, producerId=${producerId}, ` +
  `producerEpoch=${producerEpoch}, coordinatorEpoch=${coordinatorEpoch})`
