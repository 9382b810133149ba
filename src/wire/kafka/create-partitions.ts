import { array, boolean, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const CreatePartitionsRequest = message(
  'CreatePartitionsRequest',
  { key: 37, versions: '0-3', flexible: '2+' },
  {
    topics: array({
      name: string(),
      count: int32(),
      assignments: array(
        {
          brokerIds: array(int32()),
        },
        { nullable: true },
      ),
    }),
    timeoutMs: int32(),
    validateOnly: boolean(),
  },
)
export type CreatePartitionsRequest = TypeOf<typeof CreatePartitionsRequest>

export const CreatePartitionsResponse = message(
  'CreatePartitionsResponse',
  { key: 37, versions: '0-3', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    results: array({
      name: string(),
      errorCode: int16(),
      errorMessage: string({ nullable: true, default: null }),
    }),
  },
)
export type CreatePartitionsResponse = TypeOf<typeof CreatePartitionsResponse>

export const CreatePartitions = api('CreatePartitions', CreatePartitionsRequest, CreatePartitionsResponse)
