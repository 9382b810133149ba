import { KafkaError } from '../../wire/kafka/errors.ts'
import { InitProducerId } from '../../wire/kafka/init-producer-id.ts'
import { api } from './api.ts'

export const initProducerId = api(InitProducerId, {
  handle: async ({ producerIds }, { transactionalId, producerId, producerEpoch }) => {
    if (transactionalId === '') throw new KafkaError('INVALID_REQUEST')
    // There is no transaction coordinator yet, and what has none says so.
    if (transactionalId !== null) throw new KafkaError('COORDINATOR_NOT_AVAILABLE')
    if ((producerId === -1) !== (producerEpoch === -1)) throw new KafkaError('INVALID_REQUEST')
    return { errorCode: 0, producerId: await producerIds.take(), producerEpoch: 0 }
  },
  failed: (_request, error) => ({ errorCode: error.code, producerId: -1, producerEpoch: -1 }),
})
