import { CreateTopics } from '../../../src/wire/kafka/create-topics.ts'
import { DeleteGroups } from '../../../src/wire/kafka/delete-groups.ts'
import { DescribeGroups } from '../../../src/wire/kafka/describe-groups.ts'
import { FindCoordinator } from '../../../src/wire/kafka/find-coordinator.ts'
import { Heartbeat } from '../../../src/wire/kafka/heartbeat.ts'
import { JoinGroup } from '../../../src/wire/kafka/join-group.ts'
import { LeaveGroup } from '../../../src/wire/kafka/leave-group.ts'
import { ListGroups } from '../../../src/wire/kafka/list-groups.ts'
import { OffsetCommit } from '../../../src/wire/kafka/offset-commit.ts'
import { OffsetDelete } from '../../../src/wire/kafka/offset-delete.ts'
import { OffsetFetch } from '../../../src/wire/kafka/offset-fetch.ts'
import { SyncGroup } from '../../../src/wire/kafka/sync-group.ts'
import type { Dialogue } from '../../kit/dialogue.ts'
import { subscription } from './simulated.ts'

const groupOf = (version: number) => `g${version}`

const last = (version: number, max: number) => Math.min(version, max)

/** Everything that a group's life has, asked in the versions that belong to a JoinGroup of `version`. */
export async function askAll(dialogue: Dialogue, version: number): Promise<void> {
  const groupId = groupOf(version)
  const member = await join(dialogue, version, groupId)
  await sync(dialogue, version, groupId, member)
  await lookAround(dialogue, version, groupId, member)
  await commitAndFetch(dialogue, version, groupId, member)
  await complain(dialogue, version, groupId, member)
  await end(dialogue, version, groupId, member)
}

interface Joined {
  readonly memberId: string
  readonly generationId: number
}

const joining = (groupId: string, memberId: string) => ({
  groupId,
  memberId,
  sessionTimeoutMs: 10_000,
  rebalanceTimeoutMs: 10_000,
  protocolType: 'consumer',
  protocols: [{ name: 'range', metadata: subscription('t') }],
})

async function join(dialogue: Dialogue, version: number, groupId: string): Promise<Joined> {
  const first = await dialogue.ask(JoinGroup, version, joining(groupId, ''))
  return first.errorCode === 79 ? dialogue.ask(JoinGroup, version, joining(groupId, first.memberId)) : first
}

async function sync(dialogue: Dialogue, version: number, groupId: string, member: Joined): Promise<void> {
  const { memberId, generationId } = member
  const api = last(version, 5)
  const named = api >= 5 ? { protocolType: 'consumer', protocolName: 'range' } : {}
  const assignments = [{ memberId, assignment: Buffer.from('mine') }]
  await dialogue.ask(Heartbeat, last(version, 4), { groupId, memberId, generationId })
  await dialogue.ask(SyncGroup, api, { groupId, memberId, generationId: 99, assignments, ...named })
  if (api >= 5) await dialogue.ask(SyncGroup, api, { groupId, memberId, generationId, assignments })
  await dialogue.ask(SyncGroup, api, { groupId, memberId, generationId, assignments, ...named })
  await dialogue.ask(SyncGroup, api, { groupId, memberId, generationId, assignments: [], ...named })
}

async function lookAround(dialogue: Dialogue, version: number, groupId: string, member: Joined): Promise<void> {
  const { memberId, generationId } = member
  await dialogue.ask(Heartbeat, last(version, 4), { groupId, memberId, generationId })
  await dialogue.ask(DescribeGroups, last(version, 5), {
    groups: [groupId, 'nobody', ''],
    includeAuthorizedOperations: version >= 3,
  })
  await dialogue.ask(ListGroups, last(version, 4), { statesFilter: version >= 4 ? ['Stable'] : [] })
  if (version >= 4) await dialogue.ask(ListGroups, 4, { statesFilter: ['stable', 'Nonsense'] })
  if (version < 4) await dialogue.ask(FindCoordinator, version, { key: groupId })
  else await dialogue.ask(FindCoordinator, 4, { coordinatorKeys: [groupId, ''] })
}

const topic = (...partitions: number[]) => ({ name: 't', partitionIndexes: partitions })

async function commitAndFetch(dialogue: Dialogue, version: number, groupId: string, member: Joined): Promise<void> {
  const commit = (metadata: string | null, generation = member.generationId) => ({
    groupId,
    memberId: member.memberId,
    generationIdOrMemberEpoch: generation,
    topics: [
      { name: 't', partitions: [0, 1, 7].map((partitionIndex) => committing(partitionIndex, metadata)) },
      { name: 'missing', partitions: [committing(0, '')] },
    ],
  })
  await dialogue.ask(OffsetCommit, version, commit('hello'))
  await dialogue.ask(OffsetCommit, version, commit('x'.repeat(4097)))
  await dialogue.ask(OffsetCommit, version, commit(null))
  if (version > 0) await dialogue.ask(OffsetCommit, version, commit('', 5))
  if (version >= 8) {
    const groups = [
      { groupId, topics: [topic(0, 1, 7)] },
      { groupId: 'nobody', topics: null },
      { groupId, topics: null },
    ]
    await dialogue.ask(OffsetFetch, version, { groups, requireStable: true })
    return
  }
  await dialogue.ask(OffsetFetch, version, {
    groupId,
    topics: [topic(0, 1, 7), { name: 'missing', partitionIndexes: [0] }],
  })
  await dialogue.ask(OffsetFetch, version, { groupId: 'nobody', topics: [topic(0)] })
  if (version >= 2) await dialogue.ask(OffsetFetch, version, { groupId, topics: null })
}

const committing = (partitionIndex: number, committedMetadata: string | null) => ({
  partitionIndex,
  committedOffset: 40 + partitionIndex,
  committedMetadata,
})

async function complain(dialogue: Dialogue, version: number, groupId: string, member: Joined): Promise<void> {
  const { memberId, generationId } = member
  const ask = (changes: object) => dialogue.ask(JoinGroup, version, { ...joining(groupId, memberId), ...changes })
  await ask({ sessionTimeoutMs: 1 })
  await ask({ groupId: '' })
  await ask({ memberId: 'stranger' })
  await ask({ groupId: 'nobody', memberId: 'stranger' })
  await ask({ protocolType: 'connect' })
  await ask({ protocols: [{ name: 'other', metadata: Buffer.alloc(0) }] })
  await ask({ protocols: [] })
  if (version >= 5) await ask({ groupInstanceId: 'nobody' })
  const beat = { groupId, memberId, generationId }
  await dialogue.ask(Heartbeat, last(version, 4), { ...beat, generationId: 99 })
  await dialogue.ask(Heartbeat, last(version, 4), { ...beat, memberId: 'stranger' })
  await dialogue.ask(Heartbeat, last(version, 4), { ...beat, groupId: 'nobody' })
  await dialogue.ask(Heartbeat, last(version, 4), { ...beat, groupId: '' })
  await dialogue.ask(OffsetCommit, last(version, 9) || 1, {
    groupId: 'nobody',
    memberId: 'm',
    generationIdOrMemberEpoch: 3,
    topics: [{ name: 't', partitions: [committing(0, '')] }],
  })
}

const leaving = (version: number, groupId: string, ...memberIds: string[]) =>
  version < 3
    ? { groupId, memberId: memberIds[0] ?? '' }
    : { groupId, members: memberIds.map((memberId) => ({ memberId })) }

async function end(dialogue: Dialogue, version: number, groupId: string, { memberId }: Joined): Promise<void> {
  const partitions = [{ partitionIndex: 0 }, { partitionIndex: 7 }]
  const deleting = {
    groupId,
    topics: [
      { name: 't', partitions },
      { name: 'missing', partitions },
    ],
  }
  await dialogue.ask(OffsetDelete, 0, deleting)
  await dialogue.ask(OffsetDelete, 0, { ...deleting, groupId: 'nobody' })
  await dialogue.ask(DeleteGroups, last(version, 2), { groupsNames: [groupId, 'nobody', ''] })
  const leave = last(version, 5)
  await dialogue.ask(LeaveGroup, leave, leaving(leave, groupId, 'stranger', memberId))
  await dialogue.ask(LeaveGroup, leave, leaving(leave, groupId, memberId))
  await dialogue.ask(LeaveGroup, leave, leaving(leave, 'nobody', memberId))
  await dialogue.ask(LeaveGroup, leave, leaving(leave, '', memberId))
  await dialogue.ask(DescribeGroups, last(version, 5), { groups: [groupId], includeAuthorizedOperations: false })
  await dialogue.ask(OffsetDelete, 0, deleting)
  await dialogue.ask(DeleteGroups, last(version, 2), { groupsNames: [groupId] })
  await dialogue.ask(DeleteGroups, last(version, 2), { groupsNames: [groupId] })
}

/** A topic `t` of two partitions, and a coordinator that answers. */
export async function prepare(dialogue: Dialogue): Promise<void> {
  await dialogue.until(FindCoordinator, 0, { key: 'g' }, ({ errorCode }) => errorCode === 0)
  await dialogue.until(
    CreateTopics,
    5,
    {
      topics: [{ name: 't', numPartitions: 2, replicationFactor: 1, assignments: [], configs: [] }],
      timeoutMs: 10_000,
    },
    ({ topics }) => topics[0]?.errorCode === 0 || topics[0]?.errorCode === 36,
  )
  await dialogue.until(
    DescribeGroups,
    0,
    { groups: ['g0', 'g1', 'g2', 'g3', 'g4'], includeAuthorizedOperations: false },
    ({ groups }) => groups.every(({ errorCode }) => errorCode === 0),
  )
}
