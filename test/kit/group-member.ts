import { ConsumerProtocolAssignment, ConsumerProtocolSubscription } from '../../src/wire/kafka/consumer-protocol.ts'
import { DescribeGroups } from '../../src/wire/kafka/describe-groups.ts'
import { FindCoordinator } from '../../src/wire/kafka/find-coordinator.ts'
import { Heartbeat } from '../../src/wire/kafka/heartbeat.ts'
import { JoinGroup } from '../../src/wire/kafka/join-group.ts'
import { OffsetCommit } from '../../src/wire/kafka/offset-commit.ts'
import { OffsetFetch } from '../../src/wire/kafka/offset-fetch.ts'
import { SyncGroup } from '../../src/wire/kafka/sync-group.ts'
import { encode, type InputOf, type Message } from '../../src/wire/schema/index.ts'
import { eventually } from './servers.ts'
import type { WireClient } from './wire-client.ts'

export interface Membership {
  readonly groupId: string
  readonly memberId: string
  readonly generation: number
}

const sessionTimeoutMs = 300_000

/** A consumer-protocol message as members hand it to each other: an int16 version, then the fields. */
function versioned<M extends Message>(message: M, value: InputOf<M>): Buffer {
  const version = Buffer.alloc(2)
  const body = encode(message, 0, value).filter((chunk) => chunk instanceof Uint8Array)
  return Buffer.concat([version, ...body])
}

/** Joins as the only member, a consumer that all partitions of `topic` are assigned to; it lives without heartbeats for five minutes. */
export async function joinAlone(
  client: WireClient,
  groupId: string,
  topic: string,
  partitions: readonly number[] = [0],
): Promise<Membership> {
  await coordinatorFound(client, groupId)
  const metadata = versioned(ConsumerProtocolSubscription, { topics: [topic], ownedPartitions: [] })
  const join = (memberId: string) =>
    client.ask(JoinGroup, 5, {
      groupId,
      sessionTimeoutMs,
      rebalanceTimeoutMs: 10_000,
      memberId,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata }],
    })
  const { memberId } = await join('')
  const { generationId: generation, errorCode } = await join(memberId)
  if (errorCode !== 0) throw new Error(`join: ${errorCode}`)
  const assignment = versioned(ConsumerProtocolAssignment, { assignedPartitions: [{ topic, partitions }] })
  const synced = await client.ask(SyncGroup, 3, {
    groupId,
    generationId: generation,
    memberId,
    assignments: [{ memberId, assignment }],
  })
  if (synced.errorCode !== 0) throw new Error(`sync: ${synced.errorCode}`)
  return { groupId, memberId, generation }
}

/** Waits until the broker coordinates the group and has loaded what it knows of it. */
export async function coordinatorFound(client: WireClient, groupId: string): Promise<void> {
  await eventually(`a coordinator of ${groupId}`, async () => {
    const found = await client.ask(FindCoordinator, 3, { key: groupId, keyType: 0 })
    if (found.errorCode !== 0) return false
    const described = await client.ask(DescribeGroups, 4, { groups: [groupId], includeAuthorizedOperations: false })
    return described.groups[0]?.errorCode === 0
  })
}

export async function heartbeat(client: WireClient, { groupId, generation, memberId }: Membership): Promise<number> {
  return (await client.ask(Heartbeat, 3, { groupId, generationId: generation, memberId })).errorCode
}

/** Commits as a member, or, given only a group's name, as a program that assigns itself its partitions. */
export async function commit(
  client: WireClient,
  who: Membership | string,
  topic: string,
  committedOffset: number,
  partitionIndex = 0,
): Promise<number> {
  const { groupId, memberId, generation } =
    typeof who === 'string' ? { groupId: who, memberId: '', generation: -1 } : who
  const answer = await client.ask(OffsetCommit, 7, {
    groupId,
    memberId,
    generationIdOrMemberEpoch: generation,
    topics: [{ name: topic, partitions: [{ partitionIndex, committedOffset, committedMetadata: 'from the test' }] }],
  })
  return answer.topics[0]?.partitions[0]?.errorCode ?? -1
}

/** −1 when nothing is committed. */
export async function committed(
  client: WireClient,
  groupId: string,
  topic: string,
  partitionIndex = 0,
): Promise<number> {
  const topics = [{ name: topic, partitionIndexes: [partitionIndex] }]
  const answer = await client.ask(OffsetFetch, 5, { groupId, topics })
  if (answer.errorCode !== 0) throw new Error(`offsets of ${groupId}: ${answer.errorCode}`)
  return answer.topics[0]?.partitions[0]?.committedOffset ?? -1
}
