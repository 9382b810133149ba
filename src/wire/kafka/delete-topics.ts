import { array, int16, int32, message, string, type TypeOf, uuid } from '../schema/index.ts'
import { api } from './api.ts'

export const DeleteTopicsRequest = message(
  'DeleteTopicsRequest',
  { key: 20, versions: '0-6', flexible: '4+' },
  {
    topics: array(
      {
        name: string({ since: 6, nullable: true, default: null }),
        topicId: uuid({ since: 6 }),
      },
      { since: 6, default: [] },
    ),
    topicNames: array(string(), { until: 5, ignorable: true }),
    timeoutMs: int32(),
  },
)
export type DeleteTopicsRequest = TypeOf<typeof DeleteTopicsRequest>

export const DeleteTopicsResponse = message(
  'DeleteTopicsResponse',
  { key: 20, versions: '0-6', flexible: '4+' },
  {
    throttleTimeMs: int32({ since: 1, default: 0, ignorable: true }),
    responses: array({
      name: string({ nullable: 6 }),
      topicId: uuid({ since: 6, ignorable: true }),
      errorCode: int16(),
      errorMessage: string({ since: 5, nullable: true, default: null, ignorable: true }),
    }),
  },
)
export type DeleteTopicsResponse = TypeOf<typeof DeleteTopicsResponse>

export const DeleteTopics = api('DeleteTopics', DeleteTopicsRequest, DeleteTopicsResponse)
