import { scalaHashOrder, stringHash } from '../../base/hash-order.ts'
import { ConsumerProtocolAssignment } from '../../wire/kafka/consumer-protocol.ts'
import {
  GroupMetadataKey,
  GroupMetadataValue,
  OffsetCommitKey,
  OffsetCommitValue,
} from '../../wire/kafka/offsets-topic.ts'
import type { LogRecord } from '../../wire/records/record.ts'
import { Reader, read, type TypeOf } from '../../wire/schema/index.ts'
import { JavaException } from '../kit/java-exception.ts'

interface Shown {
  readonly key: string
  readonly payload: string | undefined
}

const groupKeyVersion = 2
const newestAssignment = 3
const deleted = '<DELETE>'

/** A record of `__consumer_offsets`: a group, or an offset that it committed. */
export function offsetsTopicText({ key, value }: LogRecord): Shown {
  if (key === null) {
    throw new JavaException(
      'org.apache.kafka.common.KafkaException',
      'Failed to decode message using offset topic decoder (message had a missing key)',
    )
  }
  const reader = new Reader(key)
  const version = reader.int16()
  if (version === 0 || version === 1) {
    const { group, topic, partition } = read(OffsetCommitKey, version, reader)
    return { key: `offset_commit::group=${group},partition=${topic}-${partition}`, payload: offsetText(value) }
  }
  if (version === groupKeyVersion) {
    const { group } = read(GroupMetadataKey, version, reader)
    return { key: `group_metadata::group=${group}`, payload: groupText(value) }
  }
  return { key: `unknown::version=${version}`, payload: undefined }
}

function offsetText(value: Buffer | null): string {
  if (value === null) return deleted
  const reader = new Reader(value)
  const { offset, metadata } = read(OffsetCommitValue, reader.int16(), reader)
  return metadata === '' ? `offset=${offset}` : `offset=${offset},metadata=${metadata}`
}

function groupText(value: Buffer | null): string {
  if (value === null) return deleted
  const reader = new Reader(value)
  const { protocolType, protocol, generation, members } = read(GroupMetadataValue, reader.int16(), reader)
  const ordered = scalaHashOrder(members, ({ memberId }) => stringHash(memberId))
  const assignments = ordered.map((member) => `${member.memberId}=${assignmentText(member, protocolType)}`)
  const assignment = `{${assignments.join(',')}}`
  return JSON.stringify({ protocolType, protocol, generationId: generation, assignment })
}

type Member = TypeOf<typeof GroupMetadataValue>['members'][number]

function assignmentText({ assignment }: Member, protocolType: string): string {
  if (protocolType !== 'consumer') return hex(assignment)
  const reader = new Reader(assignment)
  const version = Math.min(reader.int16(), newestAssignment)
  const { assignedPartitions, userData } = read(ConsumerProtocolAssignment, version, reader)
  const names = assignedPartitions.flatMap(({ topic, partitions }) => partitions.map((id) => `${topic}-${id}`))
  const list = `[${names.join(', ')}]`
  return userData === null || userData.length === 0 ? list : `${list}:${hex(userData)}`
}

const hex = (bytes: Buffer) => bytes.toString('hex').toUpperCase()
