import { AddOffsetsToTxn } from '../../wire/kafka/add-offsets-to-txn.ts'
import { AddPartitionsToTxn } from '../../wire/kafka/add-partitions-to-txn.ts'
import { EndTxn } from '../../wire/kafka/end-txn.ts'
import { TxnOffsetCommit } from '../../wire/kafka/txn-offset-commit.ts'
import { WriteTxnMarkers } from '../../wire/kafka/write-txn-markers.ts'
import type { RegisteredApi } from './api.ts'
import { refused } from './refused.ts'

interface TopicPartitions {
  readonly name: string
  readonly partitions: readonly number[]
}

const addResults = (topics: readonly TopicPartitions[], code: number) =>
  topics.map(({ name, partitions }) => ({
    name,
    resultsByPartition: partitions.map((partitionIndex) => ({ partitionIndex, partitionErrorCode: code })),
  }))

/** The transaction coordinator here tells of transactions, but makes none: who wants one is to try elsewhere, or later. */
export const refusedTransactionApis: readonly RegisteredApi[] = [
  refused(AddPartitionsToTxn, 'COORDINATOR_NOT_AVAILABLE', (request, { code }) => ({
    errorCode: 0,
    resultsByTransaction: request.transactions.map(({ transactionalId, topics }) => ({
      transactionalId,
      topicResults: addResults(topics, code),
    })),
    resultsByTopicV3AndBelow: addResults(request.v3AndBelowTopics, code),
  })),
  refused(AddOffsetsToTxn, 'COORDINATOR_NOT_AVAILABLE', (_request, { code }) => ({ errorCode: code })),
  refused(EndTxn, 'COORDINATOR_NOT_AVAILABLE', (_request, { code }) => ({ errorCode: code })),
  refused(TxnOffsetCommit, 'COORDINATOR_NOT_AVAILABLE', ({ topics }, { code }) => ({
    topics: topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: code })),
    })),
  })),
  refused(WriteTxnMarkers, 'UNSUPPORTED_VERSION', ({ markers }, { code }) => ({
    markers: markers.map(({ producerId, topics }) => ({
      producerId,
      topics: topics.map(({ name, partitionIndexes }) => ({
        name,
        partitions: partitionIndexes.map((partitionIndex) => ({ partitionIndex, errorCode: code })),
      })),
    })),
  })),
]
