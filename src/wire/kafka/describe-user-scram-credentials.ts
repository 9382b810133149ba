import { array, int8, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const DescribeUserScramCredentialsRequest = message(
  'DescribeUserScramCredentialsRequest',
  { key: 50, versions: '0', flexible: '0+' },
  {
    users: array(
      {
        name: string(),
      },
      { nullable: true },
    ),
  },
)
export type DescribeUserScramCredentialsRequest = TypeOf<typeof DescribeUserScramCredentialsRequest>

export const DescribeUserScramCredentialsResponse = message(
  'DescribeUserScramCredentialsResponse',
  { key: 50, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    results: array({
      user: string(),
      errorCode: int16(),
      errorMessage: string({ nullable: true }),
      credentialInfos: array({
        mechanism: int8(),
        iterations: int32(),
      }),
    }),
  },
)
export type DescribeUserScramCredentialsResponse = TypeOf<typeof DescribeUserScramCredentialsResponse>

export const DescribeUserScramCredentials = api(
  'DescribeUserScramCredentials',
  DescribeUserScramCredentialsRequest,
  DescribeUserScramCredentialsResponse,
)
