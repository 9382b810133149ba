import { scalaHashOrder, stringHash } from '../../../base/hash-order.ts'
import { readKey } from '../../../broker/groups/records/keys.ts'
import { GroupMetadataValue, OffsetCommitValue } from '../../../wire/kafka/offsets-topic.ts'
import type { TypeOf } from '../../../wire/schema/index.ts'
import type { Formatter } from './formatter.ts'
import { readValue } from './versioned-value.ts'

/** Committed offsets: the records of `__consumer_offsets` that are about one. */
export const offsetsFormatter: Formatter = {
  write({ record: { key, value } }, output) {
    const about = key === null ? undefined : readKey(key)
    if (about?.type !== 'offset') return
    const text = value === null ? 'NULL' : offsetText(value)
    output.append(Buffer.from(`[${about.group},${about.topic},${about.partition}]::${text}\n`))
  },
}

/** Groups and their members: the other records of `__consumer_offsets`. */
export const groupMetadataFormatter: Formatter = {
  write({ record: { key, value } }, output) {
    const about = key === null ? undefined : readKey(key)
    if (about?.type !== 'group') return
    const text = value === null ? 'NULL' : groupText(about.group, value)
    output.append(Buffer.from(`${about.group}::${text}\n`))
  },
}

function offsetText(bytes: Buffer): string {
  const { value } = readValue(OffsetCommitValue, 4, bytes, (version) => `Unknown offset message version: ${version}`)
  const epoch = value.leaderEpoch < 0 ? 'Optional.empty' : `Optional[${value.leaderEpoch}]`
  const expiry = value.expireTimestamp < 0 ? 'None' : `Some(${value.expireTimestamp})`
  return (
    `OffsetAndMetadata(offset=${value.offset}, leaderEpoch=${epoch}, metadata=${value.metadata}, ` +
    `commitTimestamp=${value.commitTimestamp}, expireTimestamp=${expiry})`
  )
}

function groupText(group: string, bytes: Buffer): string {
  const unknown = (version: number) => `Unknown group metadata message version: ${version}`
  const { value, version } = readValue(GroupMetadataValue, 4, bytes, unknown)
  const { generation, protocolType, protocol, members } = value
  const ordered = scalaHashOrder(members, ({ memberId }) => stringHash(memberId))
  const shown = ordered.map((member) => `${member.memberId} -> ${memberText(member, protocol, version)}`)
  return (
    `GroupMetadata(groupId=${group}, generation=${generation}, ` +
    `protocolType=${protocolType === '' ? 'None' : `Some(${protocolType})`}, ` +
    `currentState=${members.length === 0 ? 'Empty' : 'Stable'}, members=HashMap(${shown.join(', ')}))`
  )
}

type Member = TypeOf<typeof GroupMetadataValue>['members'][number]

/** The first version did not tell the rebalance time-out, which was then the session's. */
function memberText(member: Member, protocol: string | null, version: number): string {
  const instance = member.groupInstanceId === null ? 'None' : `Some(${member.groupInstanceId})`
  const rebalanceTimeout = version === 0 ? member.sessionTimeout : member.rebalanceTimeout
  return (
    `MemberMetadata(memberId=${member.memberId}, groupInstanceId=${instance}, clientId=${member.clientId}, ` +
    `clientHost=${member.clientHost}, sessionTimeoutMs=${member.sessionTimeout}, ` +
    `rebalanceTimeoutMs=${rebalanceTimeout}, supportedProtocols=List(${protocol}))`
  )
}
