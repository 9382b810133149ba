import { ControlledShutdown } from '../../wire/kafka/controlled-shutdown.ts'
import { api, onCluster } from './api.ts'

export const controlledShutdown = api(ControlledShutdown, {
  authorise: () => [onCluster('ClusterAction')],
  handle: async ({ controller }, { brokerId, brokerEpoch }) => {
    const remaining = await controller.controlledShutdown(brokerId, brokerEpoch)
    return {
      errorCode: 0,
      remainingPartitions: remaining.map(({ topic, partition }) => ({
        topicName: topic.name,
        partitionIndex: partition,
      })),
    }
  },
  failed: (_request, error) => ({ errorCode: error.code, remainingPartitions: [] }),
})
