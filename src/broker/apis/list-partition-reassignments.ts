import { ListPartitionReassignments } from '../../wire/kafka/list-partition-reassignments.ts'
import { api } from './api.ts'
import { requireController } from './requires-controller.ts'

/** Partitions that are moving, as the controller sees it: this controller never moves any. */
export const listPartitionReassignments = api(ListPartitionReassignments, {
  handle(broker) {
    requireController(broker)
    return { errorCode: 0, errorMessage: null, topics: [] }
  },
  failed: (_request, { code, message }) => ({ errorCode: code, errorMessage: message, topics: [] }),
})
