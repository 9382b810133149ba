import { array, boolean, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

const addPartitionsToTxnTopic = {
  name: string(),
  partitions: array(int32()),
}

export const AddPartitionsToTxnRequest = message(
  'AddPartitionsToTxnRequest',
  { key: 24, versions: '0-4', flexible: '3+' },
  {
    transactions: array(
      {
        transactionalId: string({ since: 4 }),
        producerId: int64({ since: 4 }),
        producerEpoch: int16({ since: 4 }),
        verifyOnly: boolean({ since: 4, default: false }),
        topics: array(addPartitionsToTxnTopic, { since: 4 }),
      },
      { since: 4, default: [] },
    ),
    v3AndBelowTransactionalId: string({ until: 3 }),
    v3AndBelowProducerId: int64({ until: 3 }),
    v3AndBelowProducerEpoch: int16({ until: 3 }),
    v3AndBelowTopics: array(addPartitionsToTxnTopic, { until: 3 }),
  },
)
export type AddPartitionsToTxnRequest = TypeOf<typeof AddPartitionsToTxnRequest>

const addPartitionsToTxnPartitionResult = {
  partitionIndex: int32(),
  partitionErrorCode: int16(),
}

const addPartitionsToTxnTopicResult = {
  name: string(),
  resultsByPartition: array(addPartitionsToTxnPartitionResult),
}

export const AddPartitionsToTxnResponse = message(
  'AddPartitionsToTxnResponse',
  { key: 24, versions: '0-4', flexible: '3+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16({ since: 4, default: 0, ignorable: true }),
    resultsByTransaction: array(
      {
        transactionalId: string({ since: 4 }),
        topicResults: array(addPartitionsToTxnTopicResult, { since: 4 }),
      },
      { since: 4, default: [] },
    ),
    resultsByTopicV3AndBelow: array(addPartitionsToTxnTopicResult, { until: 3 }),
  },
)
export type AddPartitionsToTxnResponse = TypeOf<typeof AddPartitionsToTxnResponse>

export const AddPartitionsToTxn = api('AddPartitionsToTxn', AddPartitionsToTxnRequest, AddPartitionsToTxnResponse)
