import { AlterPartition } from '../../wire/kafka/alter-partition.ts'
import { api, onCluster } from './api.ts'

export const alterPartition = api(AlterPartition, {
  authorise: () => [onCluster('ClusterAction')],
  handle: ({ controller }, request, { version }) => controller.alterPartition(request, version),
  failed: (_request, error) => ({ errorCode: error.code, topics: [] }),
})
