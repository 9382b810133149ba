import { expect, test } from 'vitest'
import type { OffsetsOfMember } from '../../../src/broker/groups/coordinator.ts'
import { readKey } from '../../../src/broker/groups/records/keys.ts'
import { buildMarker } from '../../../src/wire/records/control.ts'
import { records } from '../../../src/wire/records/record.ts'
import { joinRequest, MemoryOffsetsLog, type Simulated, settle, simulate } from './simulated.ts'

const day = 24 * 60 * 60 * 1000

const commitOf = (topic: string, offset: number, changes: Partial<OffsetsOfMember> = {}): OffsetsOfMember => ({
  groupId: 'g',
  generation: -1,
  memberId: '',
  groupInstanceId: null,
  offsets: [
    {
      topic,
      partition: 0,
      committed: {
        offset,
        leaderEpoch: 0,
        metadata: '',
        commitTimestamp: 1_700_000_000_000,
        expireTimestamp: undefined,
      },
    },
  ],
  ...changes,
})

/** What is in the log after all appends, as readable lines. */
const written = (log: MemoryOffsetsLog) =>
  log.batches.flatMap(({ batch }) =>
    [...records(batch)].map(({ key, value }) => {
      const about = readKey(key ?? Buffer.alloc(2))
      const name =
        about.type === 'offset'
          ? `offset ${about.group} ${about.topic}`
          : `group ${'group' in about ? about.group : ''}`
      return value === null ? `-${name}` : name
    }),
  )

const offsetOf = ({ groups }: Simulated, topic: string, groupId = 'g') =>
  groups.fetch(groupId, [{ topic, partition: 0 }], { requireStable: false }).offsets[0]?.committed?.offset

/** One member, in a stable group. */
async function oneMember(simulated: Simulated, changes: Parameters<typeof joinRequest>[0] = {}) {
  const { groups, clock } = simulated
  const joining = groups.join(joinRequest(changes))
  await clock.advance(3000)
  const { memberId, generation } = await joining
  const member = { memberId, groupInstanceId: changes.groupInstanceId ?? null }
  const syncing = groups.sync({
    groupId: 'g',
    ...member,
    generation,
    protocolType: null,
    protocolName: null,
    assignments: new Map([[memberId, Buffer.from('all')]]),
  })
  await settle()
  expect((await syncing).assignment.toString()).toBe('all')
  return { ...member, generation }
}

test('the first member waits for the initial delay, is stored, and lives on heartbeats', async () => {
  const simulated = simulate()
  const { groups, clock, log } = simulated
  const joining = groups.join(joinRequest())
  let isJoined = false
  void joining.then(() => {
    isJoined = true
  })
  await clock.advance(2999)
  expect(isJoined).toBe(false)
  await clock.advance(1)
  expect(await joining).toMatchObject({ error: 'NONE', generation: 1, protocolName: 'range' })
  const { memberId } = await joining
  expect(memberId).toMatch(/^client-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  expect(written(log)).toEqual([])
  expect(groups.describe('g').state).toBe('CompletingRebalance')
  for (let beat = 0; beat < 10; beat++) {
    await clock.advance(9000)
    if (beat === 5) expect(groups.describe('g').state).toBe('CompletingRebalance')
    if (beat < 6) expect(groups.heartbeat('g', 1, { memberId, groupInstanceId: null })).toBe('NONE')
  }
  // It never synced: after the rebalance time-out it is gone.
  expect(groups.describe('g')).toMatchObject({ state: 'Empty', protocolType: 'consumer' })
  expect(written(log)).toEqual(['group g'])
})

test('a silent member goes after its session, and the group is stored empty', async () => {
  const simulated = simulate()
  const member = await oneMember(simulated)
  const { groups, clock, log } = simulated
  await clock.advance(9000)
  expect(groups.heartbeat('g', 1, member)).toBe('NONE')
  await clock.advance(9999)
  expect(groups.describe('g')).toMatchObject({ state: 'Stable', protocol: 'range' })
  await clock.advance(1)
  expect(groups.describe('g')).toMatchObject({ state: 'Empty', members: [] })
  expect(groups.heartbeat('g', 1, member)).toBe('UNKNOWN_MEMBER_ID')
  expect(written(log)).toEqual(['group g', 'group g'])
})

test('commits count once they are in the log', async () => {
  const simulated = simulate()
  const { groups, log } = simulated
  const committing = groups.commit(commitOf('t', 5))
  expect(offsetOf(simulated, 't')).toBeUndefined()
  expect(groups.fetch('g', [{ topic: 't', partition: 0 }], { requireStable: true }).offsets[0]?.error).toBe(
    'UNSTABLE_OFFSET_COMMIT',
  )
  expect(await committing).toEqual(['NONE'])
  expect(offsetOf(simulated, 't')).toBe(5)
  log.failing = 19
  expect(await groups.commit(commitOf('t', 6))).toEqual(['COORDINATOR_NOT_AVAILABLE'])
  log.failing = 7
  expect(await groups.commit(commitOf('t', 6))).toEqual(['REQUEST_TIMED_OUT'])
  log.failing = 10
  expect(await groups.commit(commitOf('t', 6))).toEqual(['INVALID_COMMIT_OFFSET_SIZE'])
  expect(offsetOf(simulated, 't')).toBe(5)
})

test('too much metadata fails its own partition only', async () => {
  const { groups } = simulate()
  const [first] = commitOf('t', 1).offsets
  if (!first) throw new Error('no offset')
  const long = { ...first, partition: 1, committed: { ...first.committed, metadata: 'x'.repeat(4097) } }
  expect(await groups.commit(commitOf('t', 1, { offsets: [long, first] }))).toEqual([
    'OFFSET_METADATA_TOO_LARGE',
    'NONE',
  ])
})

test('an unknown generation of an unknown group', async () => {
  const { groups } = simulate()
  expect(await groups.commit(commitOf('t', 1, { generation: 3, memberId: 'm' }))).toEqual(['ILLEGAL_GENERATION'])
  expect(groups.list([]).groups).toEqual([])
})

test('everything is read back where leadership goes', async () => {
  const simulated = simulate()
  const member = await oneMember(simulated)
  const { groups, log } = simulated
  await groups.commit(commitOf('t', 7, member))
  await groups.commit(commitOf('u', 8, { groupId: 'simple' }))
  const partition = groups.partitionFor('g')
  const waiting = groups.join(joinRequest())
  groups.onFollower(partition)
  expect(await waiting).toMatchObject({ error: 'NOT_COORDINATOR' })
  expect(groups.heartbeat('g', 1, member)).toBe('NOT_COORDINATOR')
  expect(groups.describe('g').error).toBe('NOT_COORDINATOR')

  const other = simulate({}, log)
  expect(other.groups.describe('g')).toMatchObject({ state: 'Stable', protocol: 'range', error: 'NONE' })
  expect(other.groups.describe('g').members[0]?.assignment.toString()).toBe('all')
  expect(offsetOf(other, 't')).toBe(7)
  expect(offsetOf(other, 'u', 'simple')).toBe(8)
  expect(other.groups.list([]).groups.map(({ groupId, protocolType }) => [groupId, protocolType])).toEqual([
    ['g', 'consumer'],
    ['simple', ''],
  ])
  expect(other.groups.heartbeat('g', 1, member)).toBe('NONE')
  await other.clock.advance(10_000)
  expect(other.groups.describe('g').state).toBe('Empty')
})

test('while a large partition is read, clients are told to wait', async () => {
  const log = new MemoryOffsetsLog()
  const before = simulate({}, log)
  for (let offset = 0; offset < 20; offset++) await before.groups.commit(commitOf('t', offset))
  const { groups, clock } = simulate({}, log)
  expect(groups.fetch('g', null, { requireStable: false }).error).toBe('COORDINATOR_LOAD_IN_PROGRESS')
  expect(groups.heartbeat('g', 1, { memberId: 'm', groupInstanceId: null })).toBe('NONE')
  expect(groups.list([]).error).toBe('COORDINATOR_LOAD_IN_PROGRESS')
  expect(await groups.join(joinRequest())).toMatchObject({ error: 'COORDINATOR_LOAD_IN_PROGRESS' })
  await clock.advance(0)
  expect(groups.fetch('g', null, { requireStable: false })).toMatchObject({
    error: 'NONE',
    offsets: [{ topic: 't', partition: 0, committed: { offset: 19 } }],
  })
})

test('transactional offsets wait for their marker, in memory and in the log', async () => {
  const simulated = simulate()
  const { groups, log } = simulated
  const producer = { producerId: 9, producerEpoch: 0 }
  expect(await groups.commitTransactional(commitOf('t', 5), producer)).toEqual(['NONE'])
  expect(offsetOf(simulated, 't')).toBeUndefined()
  const reloaded = simulate({}, log)
  expect(offsetOf(reloaded, 't')).toBeUndefined()
  expect(reloaded.groups.fetch('g', [{ topic: 't', partition: 0 }], { requireStable: true }).offsets[0]?.error).toBe(
    'UNSTABLE_OFFSET_COMMIT',
  )
  const marker = buildMarker({ type: 'COMMIT', coordinatorEpoch: 0 }, { ...producer, timestamp: 1 })
  await log.append(groups.partitionFor('g'), marker)
  groups.onTransactionEnded(groups.partitionFor('g'), 9, true)
  expect(offsetOf(simulated, 't')).toBe(5)
  expect(offsetOf(simulate({}, log), 't')).toBe(5)
})

test('deleting a group takes its offsets along', async () => {
  const simulated = simulate()
  const { groups, clock, log } = simulated
  const member = await oneMember(simulated)
  await groups.commit(commitOf('t', 1, member))
  expect(groups.delete('g')).toBe('NON_EMPTY_GROUP')
  groups.leave('g', [member])
  await settle()
  expect(groups.delete('g')).toBe('NONE')
  expect(groups.delete('g')).toBe('GROUP_ID_NOT_FOUND')
  expect(groups.describe('g').state).toBe('Dead')
  await clock.advance(0)
  expect(written(log)).toEqual(['group g', 'offset g t', 'group g', '-offset g t', '-group g'])
  expect(simulate({}, log).groups.list([]).groups).toEqual([])
})

test('offsets of subscribed topics stay, others can be deleted', async () => {
  const simulated = simulate()
  const { groups } = simulated
  const member = await oneMember(simulated)
  for (const topic of ['t', 'u']) await groups.commit(commitOf(topic, 1, member))
  const partitions = ['t', 'u'].map((topic) => ({ topic, partition: 0 }))
  expect(groups.deleteOffsets('g', partitions)).toEqual({
    error: 'NONE',
    partitions: ['GROUP_SUBSCRIBED_TO_TOPIC', 'NONE'],
  })
  expect([offsetOf(simulated, 't'), offsetOf(simulated, 'u')]).toEqual([1, undefined])
  expect(groups.deleteOffsets('nobody', partitions).error).toBe('GROUP_ID_NOT_FOUND')
  groups.leave('g', [member])
  expect(groups.deleteOffsets('g', partitions).partitions).toEqual(['NONE', 'NONE'])
})

test('offsets of deleted topics go at once, and with the last of them an empty group', async () => {
  const simulated = simulate()
  const { groups, log } = simulated
  for (const topic of ['t', 'u']) await groups.commit(commitOf(topic, 1))
  groups.onPartitionsDeleted([{ topic: 't', partition: 0 }])
  expect(offsetOf(simulated, 'u')).toBe(1)
  groups.onPartitionsDeleted([{ topic: 'u', partition: 0 }])
  expect(groups.list([]).groups).toEqual([])
  await settle()
  expect(written(log)).toEqual(['offset g t', 'offset g u', '-offset g t', '-offset g u'])
})

test('offsets expire: of empty groups after they became empty, of living ones when not subscribed', async () => {
  const simulated = simulate()
  const { groups, clock } = simulated
  const member = await oneMember(simulated, { sessionTimeoutMs: 1_800_000 })
  for (const topic of ['t', 'u']) await groups.commit(commitOf(topic, 1, member))
  await groups.commit(commitOf('t', 1, { groupId: 'simple' }))
  for (let elapsed = 0; elapsed < 7.1 * day; elapsed += 1_000_000) {
    await clock.advance(1_000_000)
    expect(groups.heartbeat('g', 1, member)).toBe('NONE')
  }
  expect([offsetOf(simulated, 't'), offsetOf(simulated, 'u')]).toEqual([1, undefined])
  expect(groups.list([]).groups.map(({ groupId }) => groupId)).toEqual(['g'])
  groups.leave('g', [member])
  await clock.advance(6.9 * day)
  expect(offsetOf(simulated, 't')).toBe(1)
  await clock.advance(0.2 * day)
  expect(groups.list([]).groups).toEqual([])
})

test('a commit that names its own time to expire keeps it', async () => {
  const simulated = simulate()
  const { groups, clock } = simulated
  const [offset] = commitOf('t', 1).offsets
  if (!offset) throw new Error('no offset')
  const expireTimestamp = clock.now() + day
  await groups.commit(
    commitOf('t', 1, { offsets: [{ ...offset, committed: { ...offset.committed, expireTimestamp } }] }),
  )
  await clock.advance(day - 1000)
  expect(offsetOf(simulated, 't')).toBe(1)
  await clock.advance(600_000)
  expect(offsetOf(simulated, 't')).toBeUndefined()
})

test.each([
  [{ sessionTimeoutMs: 5999 }, 'INVALID_SESSION_TIMEOUT'],
  [{ sessionTimeoutMs: 1_800_001 }, 'INVALID_SESSION_TIMEOUT'],
  [{ groupId: '' }, 'INVALID_GROUP_ID'],
  [{ memberId: 'm' }, 'UNKNOWN_MEMBER_ID'],
])('a join with %j is refused: %s', async (changes, error) => {
  const { groups } = simulate()
  expect(await groups.join(joinRequest(changes))).toMatchObject({ error })
})

test('states are listed as asked', async () => {
  const simulated = simulate()
  await oneMember(simulated)
  await simulated.groups.commit(commitOf('t', 1, { groupId: 'simple' }))
  const names = (states: string[]) => simulated.groups.list(states).groups.map(({ groupId }) => groupId)
  expect(names(['Stable'])).toEqual(['g'])
  expect(names(['Empty'])).toEqual(['simple'])
  expect(names(['stable'])).toEqual([])
  expect(names([])).toEqual(['g', 'simple'])
})

test('a group that is larger than allowed when loaded is rebalanced', async () => {
  const log = new MemoryOffsetsLog()
  const { groups, clock } = simulate({}, log)
  const joins = [1, 2].map(() => groups.join(joinRequest()))
  await clock.advance(8_000)
  const answers = await Promise.all(joins)
  const leader = answers.find(({ leader, memberId }) => leader === memberId)
  const sync = { groupId: 'g', groupInstanceId: null, generation: 1, protocolType: null, protocolName: null }
  void groups.sync({ ...sync, memberId: leader?.memberId ?? '', assignments: new Map() })
  await settle()
  expect(simulate({ 'group.max.size': '1' }, log).groups.describe('g').state).toBe('PreparingRebalance')
})
