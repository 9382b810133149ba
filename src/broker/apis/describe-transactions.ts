import { DescribeTransactions } from '../../wire/kafka/describe-transactions.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import type { InputOf } from '../../wire/schema/index.ts'
import { api, type BrokerContext, permission, type RequestContext } from './api.ts'

type Answer = InputOf<typeof DescribeTransactions.response>['transactionStates'][number]

export const describeTransactions = api(DescribeTransactions, {
  handle: (broker, { transactionalIds }, context) => ({
    transactionStates: transactionalIds.map((id) => describe(broker, context, id)),
  }),
  failed: ({ transactionalIds }, error) => ({ transactionStates: transactionalIds.map((id) => refused(id, error)) }),
})

function describe({ transactions, authoriser }: BrokerContext, context: RequestContext, id: string): Answer {
  try {
    if (!authoriser.allows(context, permission('Describe', 'TransactionalId', id))) {
      throw new KafkaError('TRANSACTIONAL_ID_AUTHORIZATION_FAILED')
    }
    const { transactionalId, state, timeoutMs, startTimeMs, producerId, producerEpoch, topics } =
      transactions.describe(id)
    return {
      errorCode: 0,
      ...{ transactionalId, producerId, producerEpoch },
      transactionState: state,
      transactionTimeoutMs: timeoutMs,
      transactionStartTimeMs: startTimeMs,
      // Topics that the caller may not know of are left out.
      topics: topics
        .filter(({ topic }) => authoriser.allows(context, permission('Describe', 'Topic', topic)))
        .map(({ topic, partitions }) => ({ topic, partitions: [...partitions] })),
    }
  } catch (error) {
    if (error instanceof KafkaError) return refused(id, error)
    throw error
  }
}

const refused = (transactionalId: string, { code }: KafkaError): Answer => ({
  errorCode: code,
  transactionalId,
  transactionState: '',
  transactionTimeoutMs: 0,
  transactionStartTimeMs: 0,
  producerId: 0,
  producerEpoch: 0,
  topics: [],
})
