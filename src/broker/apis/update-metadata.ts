import { UpdateMetadata } from '../../wire/kafka/update-metadata.ts'
import { api, onCluster } from './api.ts'
import { checkController } from './control-requests.ts'

export const updateMetadata = api(UpdateMetadata, {
  authorise: () => [onCluster('ClusterAction')],
  handle: (broker, request, context) => {
    checkController(broker, request, context)
    const deleted = broker.metadata.update(request)
    if (deleted.length > 0) broker.groups.onPartitionsDeleted(deleted)
    return { errorCode: 0 }
  },
  failed: (_request, error) => ({ errorCode: error.code }),
})
