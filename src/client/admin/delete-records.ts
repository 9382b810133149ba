import { DeleteRecords, DeleteRecordsRequest } from '../../wire/kafka/delete-records.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import type { BrokerConnection } from '../broker-connection.ts'
import type { Cluster } from '../cluster.ts'
import { byTopic, type TopicPartition } from '../topic-partition.ts'
import type { CallOptions } from './call.ts'
import { runLeaderCall } from './leader-call.ts'
import type { Outcome } from './outcome.ts'

export interface RecordsToDelete extends TopicPartition {
  /** The first offset that stays; −1 for all that is there. */
  readonly beforeOffset: number
}

/** Deletes records from the start of partitions; gives the new log start offsets, by `topic-partition`. */
export function deleteRecords(
  cluster: Cluster,
  partitions: readonly RecordsToDelete[],
  options: CallOptions = {},
): Promise<Map<string, Outcome<number>>> {
  const call = { ...options, name: 'deleteRecords', api: 'DELETE_RECORDS' }
  return runLeaderCall(cluster, call, partitions, (connection, part, timeoutMs) =>
    ask(cluster, connection, part, timeoutMs),
  )
}

async function ask(
  cluster: Cluster,
  connection: BrokerConnection,
  partitions: readonly RecordsToDelete[],
  timeoutMs: number,
): Promise<[string, Outcome<number>][]> {
  const topics = byTopic(partitions).map(({ name, partitions: list }) => ({
    name,
    partitions: list.map(({ partition, beforeOffset }) => ({ partitionIndex: partition, offset: beforeOffset })),
  }))
  const version = connection.version(DeleteRecordsRequest)
  const answer = await connection.send(DeleteRecords, version, { topics, timeoutMs }, timeoutMs)
  return answer.topics.flatMap(({ name, partitions: list }) =>
    list.map(({ partitionIndex, errorCode, lowWatermark }): [string, Outcome<number>] => {
      const key = `${name}-${partitionIndex}`
      return [key, errorCode === 0 ? lowWatermark : failure(cluster, key, errorCode)]
    }),
  )
}

function failure(cluster: Cluster, partition: string, errorCode: number): KafkaError {
  const error = new KafkaError(errorCode)
  if (!error.retriable) {
    const log = cluster.io.logger.named('org.apache.kafka.clients.admin.internals.DeleteRecordsHandler')
    const request = `DeleteRecords request for topic partition ${partition}`
    log.error(`${cluster.config.logPrefix}${request} failed due to an unexpected error ${error.errorName}`)
  }
  return error
}
