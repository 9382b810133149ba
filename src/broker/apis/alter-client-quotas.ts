import { AlterClientQuotas, type AlterClientQuotasRequest } from '../../wire/kafka/alter-client-quotas.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { alterQuotas } from '../quotas/alter-quotas.ts'
import { type QuotaEntityPart, quotaPlace } from '../quotas/quota-entity.ts'
import { api, type BrokerContext, errorText, onCluster } from './api.ts'

type Entry = AlterClientQuotasRequest['entries'][number]

export const alterClientQuotas = api(AlterClientQuotas, {
  authorise: () => [onCluster('AlterConfigs')],
  async handle(broker, { entries, validateOnly }) {
    const answers = []
    for (const entry of entries) answers.push(await alter(broker, entry, validateOnly))
    return { entries: answers }
  },
  failed: ({ entries }, error) => ({ entries: entries.map((entry) => answer(entry, error)) }),
})

async function alter({ entities, isHost }: BrokerContext, entry: Entry, validateOnly: boolean) {
  try {
    await alterQuotas(entities, await quotaPlace(entry.entity, isHost), entry.ops, validateOnly)
    return answer(entry)
  } catch (error) {
    if (error instanceof KafkaError) return answer(entry, error)
    throw error
  }
}

const answer = ({ entity }: Entry, error?: KafkaError) => ({
  errorCode: error?.code ?? 0,
  errorMessage: error === undefined ? null : errorText(error),
  entity: withoutRepetitions(entity),
})

/** A type that comes twice counts as it comes last. */
const withoutRepetitions = (entity: readonly QuotaEntityPart[]) => [
  ...new Map(entity.map((part) => [part.entityType, part])).values(),
]
