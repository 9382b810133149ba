import { AlterUserScramCredentials } from '../../wire/kafka/alter-user-scram-credentials.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { alterCredentials, type CredentialChanges, changesByUser } from '../credentials/alter-credentials.ts'
import { api, type BrokerContext, onCluster } from './api.ts'
import { requireController } from './requires-controller.ts'

export const alterUserScramCredentials = api(AlterUserScramCredentials, {
  authorise: () => [onCluster('Alter')],
  async handle(broker, { deletions, upsertions }) {
    requireController(broker)
    const results = []
    for (const changes of changesByUser(deletions, upsertions)) results.push(await alter(broker, changes))
    return { results }
  },
  failed: ({ deletions, upsertions }, error) => ({
    results: changesByUser(deletions, upsertions).map(({ user }) => result(user, error)),
  }),
})

async function alter({ entities }: BrokerContext, changes: CredentialChanges) {
  try {
    await alterCredentials(entities, changes)
    return result(changes.user)
  } catch (error) {
    if (error instanceof KafkaError) return result(changes.user, error)
    throw error
  }
}

const result = (user: string, error?: KafkaError) => ({
  user,
  errorCode: error?.code ?? 0,
  errorMessage: error?.message ?? '',
})
