import { array, boolean, int16, int32, message, string, type TypeOf, uuid } from '../schema/index.ts'
import { api } from './api.ts'

export const MetadataRequest = message(
  'MetadataRequest',
  { key: 3, versions: '0-12', flexible: '9+' },
  {
    topics: array(
      {
        topicId: uuid({ since: 10, ignorable: true }),
        name: string({ nullable: 10 }),
      },
      { nullable: 1 },
    ),
    allowAutoTopicCreation: boolean({ since: 4, default: true }),
    includeClusterAuthorizedOperations: boolean({ since: 8, until: 10, default: false }),
    includeTopicAuthorizedOperations: boolean({ since: 8, default: false }),
  },
)
export type MetadataRequest = TypeOf<typeof MetadataRequest>

export const MetadataResponse = message(
  'MetadataResponse',
  { key: 3, versions: '0-12', flexible: '9+' },
  {
    throttleTimeMs: int32({ since: 3, default: 0, ignorable: true }),
    brokers: array({
      nodeId: int32(),
      host: string(),
      port: int32(),
      rack: string({ since: 1, nullable: true, default: null, ignorable: true }),
    }),
    clusterId: string({ since: 2, nullable: true, default: null, ignorable: true }),
    controllerId: int32({ since: 1, default: -1, ignorable: true }),
    topics: array({
      errorCode: int16(),
      name: string({ nullable: 12 }),
      topicId: uuid({ since: 10, ignorable: true }),
      isInternal: boolean({ since: 1, default: false, ignorable: true }),
      partitions: array({
        errorCode: int16(),
        partitionIndex: int32(),
        leaderId: int32(),
        leaderEpoch: int32({ since: 7, default: -1, ignorable: true }),
        replicaNodes: array(int32()),
        isrNodes: array(int32()),
        offlineReplicas: array(int32(), { since: 5, ignorable: true }),
      }),
      topicAuthorizedOperations: int32({ since: 8, default: -2147483648 }),
    }),
    clusterAuthorizedOperations: int32({ since: 8, until: 10, default: -2147483648 }),
  },
)
export type MetadataResponse = TypeOf<typeof MetadataResponse>

export const Metadata = api('Metadata', MetadataRequest, MetadataResponse)
