import { DescribeUserScramCredentials } from '../../wire/kafka/describe-user-scram-credentials.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { allCredentials, type CredentialInfo, credentialsOf } from '../credentials/describe-credentials.ts'
import { api, type BrokerContext, errorText, onCluster } from './api.ts'

export const describeUserScramCredentials = api(DescribeUserScramCredentials, {
  authorise: () => [onCluster('Describe')],
  async handle(broker, request) {
    const users = request.users?.map(({ name }) => name) ?? []
    return { errorCode: 0, errorMessage: '', results: await (users.length === 0 ? all(broker) : some(broker, users)) }
  },
  failed: (_request, error) => ({ errorCode: error.code, errorMessage: errorText(error), results: [] }),
})

async function all({ entities }: BrokerContext) {
  return (await allCredentials(entities)).map(({ user, credentials }) => result(user, credentials))
}

/** Each user once, however often they are named. */
function some(broker: BrokerContext, users: readonly string[]) {
  return Promise.all([...new Set(users)].map((user) => one(broker, users, user)))
}

async function one({ entities }: BrokerContext, users: readonly string[], user: string) {
  try {
    checkOnce(users, user)
    return result(user, await credentialsOf(entities, user))
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error
    return { user, errorCode: error.code, errorMessage: error.message, credentialInfos: [] }
  }
}

function checkOnce(users: readonly string[], user: string): void {
  if (user === '' || users.filter((other) => other === user).length === 1) return
  throw new KafkaError(
    'DUPLICATE_RESOURCE',
    `Cannot describe SCRAM credentials for the same user twice in a single request: ${user}`,
  )
}

const result = (user: string, credentials: readonly CredentialInfo[]) => ({
  user,
  errorCode: 0,
  errorMessage: '',
  credentialInfos: [...credentials],
})
