import { GroupMetadataValue } from '../../../wire/kafka/offsets-topic.ts'
import { Reader, read, type TypeOf, Writer, write } from '../../../wire/schema/index.ts'
import { emptyGroup, type Group, type Member, metadataFor, noAssignment } from '../membership/group.ts'
import { subscribedTopics } from '../membership/subscriptions.ts'

const currentVersion = 3

/** A group as its record says it, with these assignments (member id → assignment). */
export function groupValue(group: Group, assignments: ReadonlyMap<string, Buffer>): Buffer {
  const writer = new Writer()
  writer.int16(currentVersion)
  write(GroupMetadataValue, currentVersion, writer, {
    protocolType: group.protocolType ?? '',
    generation: group.generation,
    protocol: group.protocolName ?? null,
    leader: group.leaderId ?? null,
    currentStateTimestamp: group.stateSince ?? -1,
    members: [...group.members.values()].map((member) => memberValue(group, member, assignments)),
  })
  return writer.finishBytes()
}

const memberValue = (group: Group, member: Member, assignments: ReadonlyMap<string, Buffer>) => ({
  memberId: member.memberId,
  groupInstanceId: member.groupInstanceId,
  clientId: member.clientId,
  clientHost: member.clientHost,
  rebalanceTimeout: member.rebalanceTimeoutMs,
  sessionTimeout: member.sessionTimeoutMs,
  subscription: metadataFor(member, group.protocolName),
  assignment: assignments.get(member.memberId) ?? noAssignment,
})

/** The group that a record tells of, of any version up to 4. Throws `MalformedError`, `UnsupportedVersionError` for a later one. */
export function readGroupValue(groupId: string, bytes: Buffer, now: number): Group {
  const reader = new Reader(bytes)
  const value = read(GroupMetadataValue, reader.int16(), reader)
  const members = value.members.map((member) => readMember(value.protocol, member))
  const group: Group = {
    ...emptyGroup(groupId, now),
    state: members.length > 0 ? 'Stable' : 'Empty',
    stateSince: value.currentStateTimestamp === -1 ? undefined : value.currentStateTimestamp,
    generation: value.generation,
    protocolType: value.protocolType === '' ? undefined : value.protocolType,
    protocolName: value.protocol ?? undefined,
    leaderId: value.leader ?? undefined,
    members: new Map(members.map((member) => [member.memberId, member])),
    staticMembers: new Map(members.flatMap(instanceEntry)),
  }
  return { ...group, subscribedTopics: subscribedTopics(group) }
}

const instanceEntry = ({ groupInstanceId, memberId }: Member): [string, string][] =>
  groupInstanceId === null ? [] : [[groupInstanceId, memberId]]

function readMember(protocol: string | null, value: TypeOf<typeof GroupMetadataValue>['members'][number]): Member {
  return {
    memberId: value.memberId,
    groupInstanceId: value.groupInstanceId,
    clientId: value.clientId,
    clientHost: value.clientHost,
    // Version 0 knew only one time-out.
    rebalanceTimeoutMs: value.rebalanceTimeout === -1 ? value.sessionTimeout : value.rebalanceTimeout,
    sessionTimeoutMs: value.sessionTimeout,
    protocols: protocol === null ? [] : [{ name: protocol, metadata: value.subscription }],
    assignment: value.assignment,
    isNew: false,
    joining: undefined,
    syncing: undefined,
  }
}
