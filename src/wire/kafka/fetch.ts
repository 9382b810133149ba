import {
  array,
  int8,
  int16,
  int32,
  int64,
  message,
  records,
  string,
  struct,
  type TypeOf,
  uuid,
  zeroUuid,
} from '../schema/index.ts'
import { api } from './api.ts'

export const FetchRequest = message(
  'FetchRequest',
  { key: 1, versions: '0-16', flexible: '12+' },
  {
    clusterId: string({ since: 12, nullable: true, default: null, ignorable: true, tag: 0 }),
    replicaId: int32({ until: 14, default: -1 }),
    replicaState: struct(
      {
        replicaId: int32({ since: 15, default: -1 }),
        replicaEpoch: int64({ since: 15, default: -1 }),
      },
      { since: 15, tag: 1 },
    ),
    maxWaitMs: int32(),
    minBytes: int32(),
    maxBytes: int32({ since: 3, default: 0x7fffffff, ignorable: true }),
    isolationLevel: int8({ since: 4, default: 0, ignorable: true }),
    sessionId: int32({ since: 7, default: 0, ignorable: true }),
    sessionEpoch: int32({ since: 7, default: -1, ignorable: true }),
    topics: array({
      topic: string({ until: 12, ignorable: true }),
      topicId: uuid({ since: 13, default: zeroUuid, ignorable: true }),
      partitions: array({
        partition: int32(),
        currentLeaderEpoch: int32({ since: 9, default: -1, ignorable: true }),
        fetchOffset: int64(),
        lastFetchedEpoch: int32({ since: 12, default: -1 }),
        logStartOffset: int64({ since: 5, default: -1, ignorable: true }),
        partitionMaxBytes: int32(),
      }),
    }),
    forgottenTopicsData: array(
      {
        topic: string({ since: 7, until: 12, default: '', ignorable: true }),
        topicId: uuid({ since: 13, default: zeroUuid, ignorable: true }),
        partitions: array(int32(), { since: 7, default: [] }),
      },
      { since: 7, default: [] },
    ),
    rackId: string({ since: 11, default: '', ignorable: true }),
  },
)
export type FetchRequest = TypeOf<typeof FetchRequest>

export const FetchResponse = message(
  'FetchResponse',
  { key: 1, versions: '0-16', flexible: '12+' },
  {
    throttleTimeMs: int32({ since: 1, default: 0, ignorable: true }),
    errorCode: int16({ since: 7, ignorable: true }),
    sessionId: int32({ since: 7, default: 0 }),
    responses: array({
      topic: string({ until: 12, ignorable: true }),
      topicId: uuid({ since: 13, default: zeroUuid, ignorable: true }),
      partitions: array({
        partitionIndex: int32(),
        errorCode: int16(),
        highWatermark: int64(),
        lastStableOffset: int64({ since: 4, default: -1, ignorable: true }),
        logStartOffset: int64({ since: 5, default: -1, ignorable: true }),
        divergingEpoch: struct(
          {
            epoch: int32({ since: 12, default: -1 }),
            endOffset: int64({ since: 12, default: -1 }),
          },
          { since: 12, tag: 0 },
        ),
        currentLeader: struct(
          {
            leaderId: int32({ since: 12, default: -1 }),
            leaderEpoch: int32({ since: 12, default: -1 }),
          },
          { since: 12, tag: 1 },
        ),
        snapshotId: struct(
          {
            endOffset: int64({ default: -1 }),
            epoch: int32({ default: -1 }),
          },
          { since: 12, tag: 2 },
        ),
        abortedTransactions: array(
          {
            producerId: int64({ since: 4 }),
            firstOffset: int64({ since: 4 }),
          },
          { since: 4, nullable: true, ignorable: true },
        ),
        preferredReadReplica: int32({ since: 11, default: -1 }),
        records: records({ nullable: true }),
      }),
    }),
    nodeEndpoints: array(
      {
        nodeId: int32({ since: 16 }),
        host: string({ since: 16 }),
        port: int32({ since: 16 }),
        rack: string({ since: 16, nullable: true, default: null }),
      },
      { since: 16, tag: 0 },
    ),
  },
)
export type FetchResponse = TypeOf<typeof FetchResponse>

export const Fetch = api('Fetch', FetchRequest, FetchResponse)
