import { DescribeCluster } from '../../wire/kafka/describe-cluster.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import { api, errorText } from './api.ts'
import { clusterOperations } from './authorized-operations.ts'

/** What a client may ask for: brokers, or KRaft's controllers. */
const endpointTypes = { broker: 1, controller: 2 } as const

export const describeCluster = api(DescribeCluster, {
  handle: ({ metadata, clusterId }, request, { listener }) => {
    const { endpointType, includeClusterAuthorizedOperations } = request
    if (endpointType === endpointTypes.controller) {
      throw new KafkaError(
        'MISMATCHED_ENDPOINT_TYPE',
        'The request was sent to an endpoint of type BROKER, but we wanted an endpoint of type CONTROLLER',
      )
    }
    if (endpointType !== endpointTypes.broker) {
      throw new KafkaError('UNSUPPORTED_ENDPOINT_TYPE', `Unsupported endpoint type ${endpointType}`)
    }
    return {
      errorCode: 0,
      errorMessage: null,
      clusterId,
      controllerId: metadata.controllerId ?? -1,
      brokers: metadata.nodes(listener).map(({ id, host, port, rack }) => ({ brokerId: id, host, port, rack })),
      clusterAuthorizedOperations: clusterOperations(includeClusterAuthorizedOperations),
    }
  },
  failed: (_request, error) => ({
    errorCode: error.code,
    errorMessage: errorText(error),
    clusterId: '',
    brokers: [],
  }),
})
