import { array, bytes, int8, int16, int32, message, string, type TypeOf } from '../schema/index.ts'
import { api } from './api.ts'

export const AlterUserScramCredentialsRequest = message(
  'AlterUserScramCredentialsRequest',
  { key: 51, versions: '0', flexible: '0+' },
  {
    deletions: array({
      name: string(),
      mechanism: int8(),
    }),
    upsertions: array({
      name: string(),
      mechanism: int8(),
      iterations: int32(),
      salt: bytes(),
      saltedPassword: bytes(),
    }),
  },
)
export type AlterUserScramCredentialsRequest = TypeOf<typeof AlterUserScramCredentialsRequest>

export const AlterUserScramCredentialsResponse = message(
  'AlterUserScramCredentialsResponse',
  { key: 51, versions: '0', flexible: '0+' },
  {
    throttleTimeMs: int32({ default: 0 }),
    results: array({
      user: string(),
      errorCode: int16(),
      errorMessage: string({ nullable: true }),
    }),
  },
)
export type AlterUserScramCredentialsResponse = TypeOf<typeof AlterUserScramCredentialsResponse>

export const AlterUserScramCredentials = api(
  'AlterUserScramCredentials',
  AlterUserScramCredentialsRequest,
  AlterUserScramCredentialsResponse,
)
