import { array, int16, int32, int64, message, records, string, struct, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const ProduceRequest = message(
  'ProduceRequest',
  { key: 0, versions: '0-10', flexible: '9+' },
  {
    transactionalId: string({ since: 3, nullable: true, default: null }),
    acks: int16(),
    timeoutMs: int32(),
    topicData: array({
      name: string(),
      partitionData: array({
        index: int32(),
        records: records({ nullable: true }),
      }),
    }),
  },
)
export type ProduceRequest = TypeOf<typeof ProduceRequest>

export const ProduceResponse = message(
  'ProduceResponse',
  { key: 0, versions: '0-10', flexible: '9+' },
  {
    responses: array({
      name: string(),
      partitionResponses: array({
        index: int32(),
        errorCode: int16(),
        baseOffset: int64(),
        logAppendTimeMs: int64({ since: 2, default: -1, ignorable: true }),
        logStartOffset: int64({ since: 5, default: -1, ignorable: true }),
        recordErrors: array(
          {
            batchIndex: int32({ since: 8 }),
            batchIndexErrorMessage: string({ since: 8, nullable: true, default: null }),
          },
          { since: 8, ignorable: true },
        ),
        errorMessage: string({ since: 8, nullable: true, default: null, ignorable: true }),
        currentLeader: struct(
          {
            leaderId: int32({ since: 10, default: -1 }),
            leaderEpoch: int32({ since: 10, default: -1 }),
          },
          { since: 10, tag: 0 },
        ),
      }),
    }),
    throttleTimeMs: int32({ since: 1, default: 0, ignorable: true }),
    nodeEndpoints: array(
      {
        nodeId: int32({ since: 10 }),
        host: string({ since: 10 }),
        port: int32({ since: 10 }),
        rack: string({ since: 10, nullable: true, default: null }),
      },
      { since: 10, tag: 0 },
    ),
  },
)
export type ProduceResponse = TypeOf<typeof ProduceResponse>

export const Produce = api('Produce', ProduceRequest, ProduceResponse)
