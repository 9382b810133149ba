import { AllocateProducerIds } from '../../wire/kafka/allocate-producer-ids.ts'
import { api, onCluster } from './api.ts'

export const allocateProducerIds = api(AllocateProducerIds, {
  authorise: () => [onCluster('ClusterAction')],
  handle: async ({ controller }, { brokerId, brokerEpoch }) => {
    const { first, last } = await controller.allocateProducerIds(brokerId, brokerEpoch)
    return { errorCode: 0, producerIdStart: first, producerIdLen: last - first + 1 }
  },
  failed: (_request, error) => ({ errorCode: error.code, producerIdStart: 0, producerIdLen: 0 }),
})
