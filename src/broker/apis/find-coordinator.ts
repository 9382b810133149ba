import { type ErrorName, errorCode, KafkaError } from '../../wire/kafka/errors.ts'
import {
  FindCoordinator,
  type FindCoordinatorRequest,
  type FindCoordinatorResponse,
} from '../../wire/kafka/find-coordinator.ts'
import type { InputOf, TypeOf } from '../../wire/schema/index.ts'
import { offsetsTopic, transactionsTopic } from '../topics/names.ts'
import { api, type BrokerContext, permission, type RequestContext } from './api.ts'

interface Coordinator {
  readonly error: ErrorName
  readonly nodeId: number
  readonly host: string
  readonly port: number
}

/** From this version on one request asks for several keys. */
const batches = 4

const nowhere = (error: ErrorName): Coordinator => ({ error, nodeId: -1, host: '', port: -1 })

export const findCoordinator = api(FindCoordinator, {
  handle(broker, request, context) {
    const finder = finders[request.keyType] ?? (() => nowhere('INVALID_REQUEST'))
    if (context.version < batches) return single(finder(broker, context, request.key))
    return { coordinators: request.coordinatorKeys.map((key) => entry(key, finder(broker, context, key))) }
  },
  failed: (request, error) => failed(request, error),
})

function findGroup(broker: BrokerContext, context: RequestContext, groupId: string): Coordinator {
  if (!broker.authoriser.allows(context, permission('Describe', 'Group', groupId))) {
    return nowhere('GROUP_AUTHORIZATION_FAILED')
  }
  return find(broker, context, offsetsTopic, () => broker.groups.partitionFor(groupId))
}

function findTransaction(broker: BrokerContext, context: RequestContext, id: string): Coordinator {
  if (!broker.authoriser.allows(context, permission('Describe', 'TransactionalId', id))) {
    return nowhere('TRANSACTIONAL_ID_AUTHORIZATION_FAILED')
  }
  return find(broker, context, transactionsTopic, () => broker.transactions.partitionFor(id))
}

/** The leader of the partition. A coordinators' topic is made when somebody first asks. */
function find(
  broker: BrokerContext,
  context: RequestContext,
  topic: typeof offsetsTopic | typeof transactionsTopic,
  partition: () => number,
): Coordinator {
  if (broker.metadata.topic(topic)) return leaderOf(broker, context, topic, partition())
  broker.internalTopics.create(topic)
  return nowhere('COORDINATOR_NOT_AVAILABLE')
}

function leaderOf({ metadata }: BrokerContext, context: RequestContext, topic: string, partition: number): Coordinator {
  const leader = metadata.partition(topic, partition)?.leader ?? -1
  const node = leader < 0 ? undefined : metadata.endpoint(leader, context.listener)
  return node
    ? { error: 'NONE', nodeId: node.id, host: node.host, port: node.port }
    : nowhere('COORDINATOR_NOT_AVAILABLE')
}

/** By the number of the key's type. */
const finders: readonly (typeof findGroup)[] = [findGroup, findTransaction]

/** Here Kafka sends the error's text along, "NONE" included; in batches it doesn't. */
const single = ({ error, ...place }: Coordinator) => ({
  ...place,
  errorCode: errorCode(error),
  errorMessage: new KafkaError(error).message,
})

const entry = (key: string, { error, ...place }: Coordinator) => ({
  key,
  ...place,
  errorCode: errorCode(error),
  errorMessage: '',
})

function failed(
  { coordinatorKeys }: TypeOf<typeof FindCoordinatorRequest>,
  { errorName }: KafkaError,
): InputOf<typeof FindCoordinatorResponse> {
  if (coordinatorKeys.length === 0) return single(nowhere(errorName))
  return { coordinators: coordinatorKeys.map((key) => entry(key, nowhere(errorName))) }
}
