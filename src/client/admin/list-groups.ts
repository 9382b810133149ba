import { KafkaError } from '../../wire/kafka/errors.ts'
import { ListGroups, ListGroupsRequest, type ListGroupsResponse } from '../../wire/kafka/list-groups.ts'
import type { Cluster } from '../cluster.ts'
import { kafkaException } from '../errors.ts'
import { type CallOptions, runCall } from './call.ts'

export interface ListGroupsOptions extends CallOptions {
  /** Only groups in one of these states, as Kafka spells them; needs Kafka 2.6. */
  readonly states?: readonly string[]
}

export type ListedGroup = ListGroupsResponse['groups'][number]

/** All groups of all brokers that consumers use: those of Connect and the like are left out. */
export async function listConsumerGroups(cluster: Cluster, options: ListGroupsOptions = {}): Promise<ListedGroup[]> {
  const brokers = await findAllBrokers(cluster, options)
  const parts = await Promise.all(brokers.map((id) => groupsOf(cluster, id, options)))
  const groups = parts.flat().filter(({ protocolType }) => protocolType === 'consumer' || protocolType === '')
  return [...new Map(groups.map((group) => [group.groupId, group])).values()]
}

async function findAllBrokers(cluster: Cluster, options: CallOptions): Promise<number[]> {
  try {
    const deadline = cluster.deadline(options.timeoutMs)
    const { brokers } = await cluster.refreshMetadata([], { deadline, call: 'findAllBrokers' })
    return [...brokers.keys()]
  } catch (error) {
    throw kafkaException('Failed to find brokers to send ListGroups', error)
  }
}

function groupsOf(cluster: Cluster, broker: number, options: ListGroupsOptions): Promise<ListedGroup[]> {
  const call = { ...options, name: 'listConsumerGroups', target: broker }
  return runCall(cluster, call, async (connection, timeoutMs) => {
    const statesFilter = options.states ?? []
    const version = connection.version(ListGroupsRequest, statesFilter.length > 0 ? 4 : 0)
    const answer = await connection.send(ListGroups, version, { statesFilter }, timeoutMs)
    if (answer.errorCode !== 0) throw new KafkaError(answer.errorCode)
    return answer.groups
  })
}
