import { array, boolean, int8, int16, int32, message, string, type TypeOf, uuid } from '../schema/index.ts'
import { api } from './api.ts'

export const CreateTopicsRequest = message(
  'CreateTopicsRequest',
  { key: 19, versions: '0-7', flexible: '5+' },
  {
    topics: array({
      name: string(),
      numPartitions: int32(),
      replicationFactor: int16(),
      assignments: array({
        partitionIndex: int32(),
        brokerIds: array(int32()),
      }),
      configs: array({
        name: string(),
        value: string({ nullable: true }),
      }),
    }),
    timeoutMs: int32({ default: 60000 }),
    validateOnly: boolean({ since: 1, default: false }),
  },
)
export type CreateTopicsRequest = TypeOf<typeof CreateTopicsRequest>

export const CreateTopicsResponse = message(
  'CreateTopicsResponse',
  { key: 19, versions: '0-7', flexible: '5+' },
  {
    throttleTimeMs: int32({ since: 2, default: 0, ignorable: true }),
    topics: array({
      name: string(),
      topicId: uuid({ since: 7, ignorable: true }),
      errorCode: int16(),
      errorMessage: string({ since: 1, nullable: true, ignorable: true }),
      topicConfigErrorCode: int16({ since: 5, ignorable: true, tag: 0 }),
      numPartitions: int32({ since: 5, default: -1, ignorable: true }),
      replicationFactor: int16({ since: 5, default: -1, ignorable: true }),
      configs: array(
        {
          name: string({ since: 5 }),
          value: string({ since: 5, nullable: true }),
          readOnly: boolean({ since: 5 }),
          configSource: int8({ since: 5, default: -1, ignorable: true }),
          isSensitive: boolean({ since: 5 }),
        },
        { since: 5, nullable: true, ignorable: true },
      ),
    }),
  },
)
export type CreateTopicsResponse = TypeOf<typeof CreateTopicsResponse>

export const CreateTopics = api('CreateTopics', CreateTopicsRequest, CreateTopicsResponse)
