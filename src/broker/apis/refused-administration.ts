import { AlterClientQuotas } from '../../wire/kafka/alter-client-quotas.ts'
import { AlterUserScramCredentials } from '../../wire/kafka/alter-user-scram-credentials.ts'
import { DescribeClientQuotas } from '../../wire/kafka/describe-client-quotas.ts'
import { DescribeUserScramCredentials } from '../../wire/kafka/describe-user-scram-credentials.ts'
import type { RegisteredApi } from './api.ts'
import { refused } from './refused.ts'

const notHere = 'UNSUPPORTED_VERSION'

/** What this broker can't be told to do. */
export const refusedAdministrationApis: readonly RegisteredApi[] = [
  refused(DescribeClientQuotas, notHere, (_request, { code, message }) => ({
    errorCode: code,
    errorMessage: message,
    entries: null,
  })),
  refused(AlterClientQuotas, notHere, ({ entries }, { code, message }) => ({
    entries: entries.map(({ entity }) => ({ errorCode: code, errorMessage: message, entity })),
  })),
  refused(DescribeUserScramCredentials, notHere, (_request, { code, message }) => ({
    errorCode: code,
    errorMessage: message,
    results: [],
  })),
  refused(AlterUserScramCredentials, notHere, ({ deletions, upsertions }, { code, message }) => ({
    results: [...new Set([...deletions, ...upsertions].map(({ name }) => name))].map((user) => ({
      user,
      errorCode: code,
      errorMessage: message,
    })),
  })),
]
