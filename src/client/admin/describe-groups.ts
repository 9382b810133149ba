import { ConsumerProtocolAssignment } from '../../wire/kafka/consumer-protocol.ts'
import { DescribeGroups, DescribeGroupsRequest, type DescribeGroupsResponse } from '../../wire/kafka/describe-groups.ts'
import { decode } from '../../wire/schema/index.ts'
import type { Cluster } from '../cluster.ts'
import { illegalArgument } from '../errors.ts'
import type { NodeDescription } from '../node.ts'
import type { TopicPartition } from '../topic-partition.ts'
import type { CallOptions } from './call.ts'
import { groupError, runGroupsCall } from './group-call.ts'
import type { Outcome } from './outcome.ts'

export interface GroupMember {
  readonly memberId: string
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly host: string
  readonly assignment: readonly TopicPartition[]
}

export interface GroupDescription {
  readonly groupId: string
  /** As Kafka spells it: `Stable`, `Empty`, `Dead` for one that does not exist, … */
  readonly state: string
  /** `range`, for instance; empty while there are no members. */
  readonly assignor: string
  readonly members: readonly GroupMember[]
  readonly coordinator: NodeDescription
}

type Described = DescribeGroupsResponse['groups'][number]

/** State, members and assignment of consumer groups, by group. */
export function describeConsumerGroups(
  cluster: Cluster,
  groupIds: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, Outcome<GroupDescription>>> {
  const call = { ...options, name: 'describeGroups', api: 'DESCRIBE_GROUPS' }
  return runGroupsCall(cluster, call, groupIds, async (groups, connection, timeoutMs) => {
    const version = connection.version(DescribeGroupsRequest)
    const answer = await connection.send(
      DescribeGroups,
      version,
      { groups, includeAuthorizedOperations: false },
      timeoutMs,
    )
    const coordinator = cluster.descriptionOf(connection) ?? { id: -1, host: '', port: -1, rack: null }
    return new Map(
      answer.groups.map((group) => [group.groupId, groupError(group.errorCode) ?? described(group, coordinator)]),
    )
  })
}

function described(group: Described, coordinator: NodeDescription): Outcome<GroupDescription> {
  const { groupId, groupState: state, protocolType, protocolData: assignor } = group
  if (protocolType !== 'consumer' && protocolType !== '') {
    return illegalArgument(`GroupId ${groupId} is not a consumer group (${protocolType}).`)
  }
  const members = group.members.map((member) => ({
    memberId: member.memberId,
    groupInstanceId: member.groupInstanceId,
    clientId: member.clientId,
    host: member.clientHost,
    assignment: assignedPartitions(member.memberAssignment),
  }))
  return { groupId, state, assignor, members, coordinator }
}

/** The consumer protocol's assignment: an int16 version, then the message. */
function assignedPartitions(bytes: Buffer): TopicPartition[] {
  if (bytes.length < 2) return []
  const version = Math.min(bytes.readInt16BE(0), ConsumerProtocolAssignment.maxVersion)
  const { assignedPartitions: topics } = decode(ConsumerProtocolAssignment, version, bytes, 2)
  return topics.flatMap(({ topic, partitions }) => partitions.map((partition) => ({ topic, partition })))
}
