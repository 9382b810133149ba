import { array, boolean, int8, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const DescribeClusterRequest = message(
  'DescribeClusterRequest',
  { key: 60, versions: '0-1', flexible: '0+' },
  {
    includeClusterAuthorizedOperations: boolean(),
    endpointType: int8({ since: 1, default: 1 }),
  },
)
export type DescribeClusterRequest = TypeOf<typeof DescribeClusterRequest>

export const DescribeClusterResponse = message(
  'DescribeClusterResponse',
  { key: 60, versions: '0-1', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: true, default: null }),
    endpointType: int8({ since: 1, default: 1 }),
    clusterId: string(),
    controllerId: int32({ default: -1 }),
    brokers: array({
      brokerId: int32(),
      host: string(),
      port: int32(),
      rack: string({ nullable: true, default: null }),
    }),
    clusterAuthorizedOperations: int32({ default: -2147483648 }),
  },
)
export type DescribeClusterResponse = TypeOf<typeof DescribeClusterResponse>

export const DescribeCluster = api('DescribeCluster', DescribeClusterRequest, DescribeClusterResponse)
