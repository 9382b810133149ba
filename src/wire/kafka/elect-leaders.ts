import { array, int8, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const ElectLeadersRequest = message(
  'ElectLeadersRequest',
  { key: 43, versions: '0-2', flexible: '2+' },
  {
    electionType: int8({ since: 1 }),
    topicPartitions: array(
      {
        topic: string(),
        partitions: array(int32()),
      },
      { nullable: true },
    ),
    timeoutMs: int32({ default: 60000 }),
  },
)
export type ElectLeadersRequest = TypeOf<typeof ElectLeadersRequest>

export const ElectLeadersResponse = message(
  'ElectLeadersResponse',
  { key: 43, versions: '0-2', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16({ since: 1 }),
    replicaElectionResults: array({
      topic: string(),
      partitionResult: array({
        partitionId: int32(),
        errorCode: int16(),
        errorMessage: string({ nullable: true }),
      }),
    }),
  },
)
export type ElectLeadersResponse = TypeOf<typeof ElectLeadersResponse>

export const ElectLeaders = api('ElectLeaders', ElectLeadersRequest, ElectLeadersResponse)
