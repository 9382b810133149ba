import { array, boolean, int16, int32, int64, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const DescribeLogDirsRequest = message(
  'DescribeLogDirsRequest',
  { key: 35, versions: '0-4', flexible: '2+' },
  {
    topics: array(
      {
        topic: string(),
        partitions: array(int32()),
      },
      { nullable: true },
    ),
  },
)
export type DescribeLogDirsRequest = TypeOf<typeof DescribeLogDirsRequest>

export const DescribeLogDirsResponse = message(
  'DescribeLogDirsResponse',
  { key: 35, versions: '0-4', flexible: '2+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16({ since: 3, ignorable: true }),
    results: array({
      errorCode: int16(),
      logDir: string(),
      topics: array({
        name: string(),
        partitions: array({
          partitionIndex: int32(),
          partitionSize: int64(),
          offsetLag: int64(),
          isFutureKey: boolean(),
        }),
      }),
      totalBytes: int64({ since: 4, default: -1, ignorable: true }),
      usableBytes: int64({ since: 4, default: -1, ignorable: true }),
    }),
  },
)
export type DescribeLogDirsResponse = TypeOf<typeof DescribeLogDirsResponse>

export const DescribeLogDirs = api('DescribeLogDirs', DescribeLogDirsRequest, DescribeLogDirsResponse)
