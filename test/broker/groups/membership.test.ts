import { describe, expect, test } from 'vitest'
import type { Effect, GroupSettings, Outcome } from '../../../src/broker/groups/membership/effects.ts'
import { emptyGroup, type Group, type GroupState } from '../../../src/broker/groups/membership/group.ts'
import { join } from '../../../src/broker/groups/membership/join.ts'
import type { JoinRequest } from '../../../src/broker/groups/membership/join-request.ts'
import { expireMember, leave } from '../../../src/broker/groups/membership/leave.ts'
import { joinTimeout } from '../../../src/broker/groups/membership/rebalance.ts'
import { staticMemberStored } from '../../../src/broker/groups/membership/static-members.ts'
import { assignmentStored, sync, syncTimeout } from '../../../src/broker/groups/membership/sync.ts'
import { heartbeat, validateCommit } from '../../../src/broker/groups/membership/validate.ts'
import { joinRequest, subscription } from './simulated.ts'

const settings: GroupSettings = {
  minSessionTimeoutMs: 6000,
  maxSessionTimeoutMs: 1_800_000,
  maxSize: 10,
  initialRebalanceDelayMs: 3000,
}
const now = 1000
let ticket = 0

const request = (changes: Partial<JoinRequest> = {}): JoinRequest => {
  const { groupId: _, ...rest } = joinRequest()
  return { ...rest, ticket: ++ticket, newMemberId: 'new', ...changes }
}

const doJoin = (group: Group, changes: Partial<JoinRequest> = {}) => join(group, request(changes), settings, now)

const of = <T extends Effect['type']>(outcome: Outcome, type: T) =>
  outcome.effects.filter((effect): effect is Effect & { type: T } => effect.type === type)
const joinErrors = (outcome: Outcome) => of(outcome, 'joined').map(({ answer }) => answer.error)
const syncErrors = (outcome: Outcome) => of(outcome, 'synced').map(({ answer }) => answer.error)

const alice = { memberId: 'alice', groupInstanceId: null }
const bob = { memberId: 'bob', groupInstanceId: null }
const carol = { memberId: 'carol', groupInstanceId: 'i-carol' }

/** Groups in every state, made by events only: alice leads, bob follows, carol is static. */
const preparingFirst = ['alice', 'bob'].reduce(
  (group, newMemberId) => doJoin(group, { newMemberId }).group,
  doJoin(emptyGroup('g', now), { newMemberId: 'carol', groupInstanceId: 'i-carol' }).group,
)
const firstRound = () => {
  let group = doJoin(emptyGroup('g', now), { newMemberId: 'alice' }).group
  group = doJoin(group, { newMemberId: 'bob' }).group
  return doJoin(group, { newMemberId: 'carol', groupInstanceId: 'i-carol' }).group
}
const elapse = (group: Group) => joinTimeout({ ...group, newMemberAdded: false }, settings, now).group
const completing = elapse(firstRound())
const stabilise = (group: Group): Group => {
  const assignments = new Map([...group.members.keys()].map((id) => [id, Buffer.from(`for ${id}`)]))
  let next = group
  for (const { memberId, groupInstanceId } of group.members.values()) {
    const leads = memberId === group.leaderId
    next = sync(next, syncRequest({ memberId, groupInstanceId }, leads ? assignments : new Map()), now).group
  }
  return assignmentStored(next, { generation: group.generation, assignments }, 'NONE', settings, now).group
}
const syncRequest = (member: { memberId: string; groupInstanceId: string | null }, assignments = new Map()) => ({
  ...member,
  ticket: ++ticket,
  generation: 1,
  protocolType: null,
  protocolName: null,
  assignments,
})
const stable = stabilise(completing)
const preparing = leave(stable, [bob], settings, now).group
const empty = emptyGroup('g', now)
const dead: Group = { ...empty, state: 'Dead' }
const groups: Record<GroupState, Group> = {
  Empty: empty,
  PreparingRebalance: preparing,
  CompletingRebalance: completing,
  Stable: stable,
  Dead: dead,
}

test('the groups of this file are in the states that they are named for', () => {
  for (const [state, group] of Object.entries(groups)) expect(group.state).toBe(state)
  expect(preparingFirst).toMatchObject({ state: 'PreparingRebalance', newMemberAdded: true, generation: 0 })
  expect(stable).toMatchObject({ generation: 1, leaderId: 'alice', protocolName: 'range' })
})

describe('JoinGroup', () => {
  const other = [{ name: 'other', metadata: Buffer.alloc(0) }]
  const changed = [{ name: 'range', metadata: subscription('t', 'u') }]
  const same = (memberId: string) => ({ memberId, protocols: [{ name: 'range', metadata: subscription('t') }] })

  test.each<[string, Group, Partial<JoinRequest>, string[], GroupState]>([
    ['a newcomer waits', empty, {}, [], 'PreparingRebalance'],
    ['no protocol type', empty, { protocolType: '' }, ['INCONSISTENT_GROUP_PROTOCOL'], 'Empty'],
    ['no protocols', empty, { protocols: [] }, ['INCONSISTENT_GROUP_PROTOCOL'], 'Empty'],
    ['another type', preparing, { protocolType: 'connect' }, ['INCONSISTENT_GROUP_PROTOCOL'], 'PreparingRebalance'],
    ['nothing in common', preparing, { protocols: other }, ['INCONSISTENT_GROUP_PROTOCOL'], 'PreparingRebalance'],
    ['a dead group', dead, {}, ['COORDINATOR_NOT_AVAILABLE'], 'Dead'],
    ['an id first', empty, { requireKnownMemberId: true }, ['MEMBER_ID_REQUIRED'], 'Empty'],
    ['an unknown id', stable, { memberId: 'nobody' }, ['UNKNOWN_MEMBER_ID'], 'Stable'],
    ['an unknown id while preparing', preparing, { memberId: 'nobody' }, ['UNKNOWN_MEMBER_ID'], 'PreparingRebalance'],
    ['an id in an empty group', empty, { memberId: 'nobody' }, ['UNKNOWN_MEMBER_ID'], 'Empty'],
    ["another's instance", stable, { memberId: 'alice', groupInstanceId: 'i-carol' }, ['FENCED_INSTANCE_ID'], 'Stable'],
    [
      'an unknown instance',
      stable,
      { memberId: 'alice', groupInstanceId: 'i-nobody' },
      ['UNKNOWN_MEMBER_ID'],
      'Stable',
    ],
    ['a follower again', stable, same('bob'), ['NONE'], 'Stable'],
    ['a follower with news', stable, { memberId: 'bob', protocols: changed }, [], 'PreparingRebalance'],
    ['the leader again', stable, same('alice'), [], 'PreparingRebalance'],
    ['a lost answer', completing, same('bob'), ['NONE'], 'CompletingRebalance'],
    ["the leader's lost answer", completing, same('alice'), ['NONE'], 'CompletingRebalance'],
    ['news while completing', completing, { memberId: 'bob', protocols: changed }, [], 'PreparingRebalance'],
    ['a member while preparing', preparing, same('alice'), [], 'PreparingRebalance'],
  ])('%s', (_name, group, changes, errors, state) => {
    const outcome = doJoin(group, changes)
    expect(joinErrors(outcome)).toEqual(errors)
    expect(outcome.group.state).toBe(state)
  })

  test('a full group takes nobody new, and while it prepares whoever comes first', () => {
    const small = { ...settings, maxSize: 3 }
    expect(joinErrors(join(stable, request(), small, now))).toEqual(['GROUP_MAX_SIZE_REACHED'])
    expect(joinErrors(join(stable, request(same('bob')), small, now))).toEqual(['NONE'])
    const smaller = { ...settings, maxSize: 1 }
    const first = join(stable, request(same('alice')), smaller, now).group
    const last = join(first, request(same('bob')), smaller, now)
    expect(joinErrors(last)).toEqual(['GROUP_MAX_SIZE_REACHED'])
    expect([...last.group.members.keys()]).toEqual(['alice', 'carol'])
  })

  test('only the leader gets all members', () => {
    const [leader] = of(doJoin(completing, same('alice')), 'joined')
    const [follower] = of(doJoin(completing, same('bob')), 'joined')
    expect(leader?.answer.members.map(({ memberId }) => memberId)).toEqual(['alice', 'bob', 'carol'])
    expect(leader?.answer.members[2]?.groupInstanceId).toBe('i-carol')
    expect(follower?.answer).toMatchObject({ members: [], generation: 1, leader: 'alice', protocolName: 'range' })
  })

  test('a pending member joins with the id that it was given', () => {
    const told = doJoin(empty, { requireKnownMemberId: true })
    expect(of(told, 'joined')[0]?.answer).toMatchObject({ memberId: 'new', generation: -1 })
    expect(told.group.pendingMembers).toEqual(new Set(['new']))
    const joined = doJoin(told.group, { memberId: 'new', requireKnownMemberId: true }).group
    expect([...joined.members.keys()]).toEqual(['new'])
    expect(joined.pendingMembers.size).toBe(0)
  })

  test('an empty group gathers members for as long as new ones come', () => {
    const first = doJoin(empty, { newMemberId: 'alice' })
    expect(of(first, 'timer')).toContainEqual({ type: 'timer', timer: 'join', delayMs: 3000 })
    const second = doJoin(first.group, { newMemberId: 'bob' })
    expect(of(second, 'timer')).toEqual([])
    const putOff = joinTimeout(second.group, settings, now)
    expect(of(putOff, 'timer')).toEqual([{ type: 'timer', timer: 'join', delayMs: 3000 }])
    expect(putOff.group).toMatchObject({ state: 'PreparingRebalance', initialDelayLeft: 54_000 })
    const done = joinTimeout(putOff.group, settings, now)
    expect(done.group).toMatchObject({ state: 'CompletingRebalance', generation: 1 })
    expect(joinErrors(done)).toEqual(['NONE', 'NONE'])
  })

  test('who does not come again in time is removed, unless static', () => {
    const again = doJoin(stable, { ...same('bob'), protocols: changed }).group
    const outcome = joinTimeout(again, settings, now)
    expect([...outcome.group.members.keys()]).toEqual(['bob', 'carol'])
    expect(outcome.group).toMatchObject({ leaderId: 'bob', generation: 2, state: 'CompletingRebalance' })
  })

  test('while only absent static members are left, the group waits', () => {
    const outcome = joinTimeout(preparing, settings, now)
    expect([...outcome.group.members.keys()]).toEqual(['carol'])
    expect(outcome.group).toMatchObject({ state: 'PreparingRebalance', generation: 1 })
  })

  test('the protocol is elected by first choices among those that all have', () => {
    const metadata = Buffer.alloc(0)
    const prefers = (...names: string[]) => ({ protocols: names.map((name) => ({ name, metadata })) })
    let group = doJoin(empty, { newMemberId: 'a', ...prefers('x', 'y', 'z') }).group
    group = doJoin(group, { newMemberId: 'b', ...prefers('w', 'y', 'x') }).group
    group = doJoin(group, { newMemberId: 'c', ...prefers('y', 'x') }).group
    expect(elapse(group).protocolName).toBe('y')
  })
})

describe('a static member that comes back', () => {
  const back = { newMemberId: 'carol-2', groupInstanceId: 'i-carol' }

  test('in a stable group disturbs nobody once its new id is stored', () => {
    const outcome = doJoin(stable, back)
    const [store] = of(outcome, 'store')
    if (store?.purpose.type !== 'static') throw new Error('not stored')
    expect(store.assignments.get('carol-2')?.toString()).toBe('for carol')
    const stored = staticMemberStored(outcome.group, store.purpose, 'NONE', now)
    expect(stored.group.state).toBe('Stable')
    expect(of(stored, 'joined')[0]?.answer).toMatchObject({ error: 'NONE', memberId: 'carol-2', generation: 1 })
    expect(validateCommit(stored.group, { ...carol, generation: 1, isTransactional: false })).toBe('FENCED_INSTANCE_ID')
  })

  test.each([
    [true, { leader: 'carol-2', skipAssignment: true, members: 1 }],
    [false, { leader: 'carol', skipAssignment: false, members: 0 }],
  ])('as the leader is kept from assigning (knows skipping: %s)', (supportsSkippingAssignment, expected) => {
    const alone = leave(stable, [alice, bob], settings, now).group
    const rejoined = doJoin(alone, { memberId: 'carol', groupInstanceId: 'i-carol' }).group
    const led = stabilise2(rejoined)
    const outcome = doJoin(led, { ...back, supportsSkippingAssignment })
    const [store] = of(outcome, 'store')
    if (store?.purpose.type !== 'static') throw new Error('not stored')
    const answer = of(staticMemberStored(outcome.group, store.purpose, 'NONE', now), 'joined')[0]?.answer
    expect(answer).toMatchObject({ leader: expected.leader, skipAssignment: expected.skipAssignment })
    expect(answer?.members.length).toBe(expected.members)
  })

  test('is put back when its new id could not be stored', () => {
    const outcome = doJoin(stable, back)
    const [store] = of(outcome, 'store')
    if (store?.purpose.type !== 'static') throw new Error('not stored')
    const reverted = staticMemberStored(outcome.group, store.purpose, 'NOT_COORDINATOR', now)
    expect(joinErrors(reverted)).toEqual(['NOT_COORDINATOR'])
    expect(reverted.group.staticMembers.get('i-carol')).toBe('carol')
    expect(heartbeat(reverted.group, 1, carol)).toBe('NONE')
  })

  test('while others wait for their assignment, starts over', () => {
    const waiting = sync(completing, syncRequest(bob), now).group
    const outcome = doJoin(waiting, back)
    expect(outcome.group.state).toBe('PreparingRebalance')
    expect(syncErrors(outcome)).toEqual(['REBALANCE_IN_PROGRESS'])
  })

  test('fences the one that waits', () => {
    const first = doJoin(empty, { ...back, newMemberId: 'carol-1' }).group
    expect(joinErrors(doJoin(first, back))).toEqual(['FENCED_INSTANCE_ID'])
  })
})

function stabilise2(group: Group): Group {
  const assignments = new Map([['carol', Buffer.from('for carol')]])
  const synced = sync(group, { ...syncRequest(carol, assignments), generation: group.generation }, now).group
  return assignmentStored(synced, { generation: group.generation, assignments }, 'NONE', settings, now).group
}

describe('SyncGroup', () => {
  const named = { protocolType: 'consumer', protocolName: 'range' }
  test.each<[string, Group, object, string[]]>([
    ['unknown member', stable, { memberId: 'x' }, ['UNKNOWN_MEMBER_ID']],
    ['old generation', stable, { ...bob, generation: 0 }, ['ILLEGAL_GENERATION']],
    ['fenced', stable, { memberId: 'bob', groupInstanceId: 'i-carol' }, ['FENCED_INSTANCE_ID']],
    ['while preparing', preparing, alice, ['REBALANCE_IN_PROGRESS']],
    ['dead', dead, alice, ['COORDINATOR_NOT_AVAILABLE']],
    ['stable', stable, bob, ['NONE']],
    ['the right protocol', stable, { ...bob, ...named }, ['NONE']],
    ['another type', stable, { ...bob, ...named, protocolType: 'x' }, ['INCONSISTENT_GROUP_PROTOCOL']],
    ['another protocol', stable, { ...bob, ...named, protocolName: 'x' }, ['INCONSISTENT_GROUP_PROTOCOL']],
    ['a follower waits', completing, bob, []],
    ['the leader waits for the disk', completing, alice, []],
  ])('%s', (_name, group, changes, errors) => {
    expect(syncErrors(sync(group, { ...syncRequest(alice), ...changes }, now))).toEqual(errors)
  })

  test('members that the leader forgot get empty assignments', () => {
    const led = sync(completing, syncRequest(alice, new Map([['alice', Buffer.from('mine')]])), now)
    const [store] = of(led, 'store')
    expect(store?.assignments.get('bob')).toEqual(Buffer.alloc(0))
    expect(store?.group.generation).toBe(1)
  })

  test('after a failed write all join again', () => {
    const purpose = { generation: 1, assignments: new Map() }
    const waiting = sync(completing, syncRequest(bob), now).group
    const outcome = assignmentStored(waiting, purpose, 'COORDINATOR_NOT_AVAILABLE', settings, now)
    expect(syncErrors(outcome)).toEqual(['COORDINATOR_NOT_AVAILABLE'])
    expect(outcome.group.state).toBe('PreparingRebalance')
  })

  test('an assignment of an older generation changes nothing', () => {
    const purpose = { generation: 0, assignments: new Map() }
    expect(assignmentStored(completing, purpose, 'NONE', settings, now).group.state).toBe('CompletingRebalance')
  })

  test('who has not synced in time is removed', () => {
    const some = sync(completing, syncRequest(alice), now).group
    const outcome = syncTimeout(some, settings, now)
    expect([...outcome.group.members.keys()]).toEqual(['alice'])
    expect(syncErrors(outcome)).toEqual(['REBALANCE_IN_PROGRESS'])
  })
})

describe('Heartbeat', () => {
  test.each<[string, Group, { memberId: string; groupInstanceId: string | null }, number, string]>([
    ['stable', stable, bob, 1, 'NONE'],
    ['completing', completing, bob, 1, 'NONE'],
    ['preparing', preparing, alice, 1, 'REBALANCE_IN_PROGRESS'],
    ['gone', preparing, bob, 1, 'UNKNOWN_MEMBER_ID'],
    ['empty', empty, bob, 1, 'UNKNOWN_MEMBER_ID'],
    ['dead', dead, bob, 1, 'COORDINATOR_NOT_AVAILABLE'],
    ['old generation', stable, bob, 0, 'ILLEGAL_GENERATION'],
    ['fenced', stable, { ...bob, groupInstanceId: 'i-carol' }, 1, 'FENCED_INSTANCE_ID'],
  ])('%s', (_name, group, member, generation, error) => expect(heartbeat(group, generation, member)).toBe(error))
})

describe('LeaveGroup and sessions', () => {
  test('answers each for itself', () => {
    const byInstance = { memberId: '', groupInstanceId: 'i-carol' }
    const nobody = { memberId: 'nobody', groupInstanceId: null }
    const stranger = { memberId: '', groupInstanceId: 'i-x' }
    const fenced = { memberId: 'alice', groupInstanceId: 'i-carol' }
    const { errors, group } = leave(stable, [bob, nobody, stranger, fenced, byInstance], settings, now)
    expect(errors).toEqual(['NONE', 'UNKNOWN_MEMBER_ID', 'UNKNOWN_MEMBER_ID', 'FENCED_INSTANCE_ID', 'NONE'])
    expect([...group.members.keys()]).toEqual(['alice'])
  })

  test('the last one leaves an empty group of the next generation, which is stored', () => {
    const outcome = leave(stable, [alice, bob, carol], settings, now)
    expect(outcome.group).toMatchObject({ state: 'Empty', generation: 2, leaderId: undefined, protocolName: undefined })
    expect(of(outcome, 'store')[0]).toMatchObject({ purpose: { type: 'empty' }, group: { generation: 2 } })
  })

  test('a session that ran out counts as leaving; not while the member waits for an answer', () => {
    expect(expireMember(stable, 'bob', settings, now).group.state).toBe('PreparingRebalance')
    const waiting = doJoin(stable, { memberId: 'alice' }).group
    expect(expireMember(waiting, 'alice', settings, now).group.members.has('alice')).toBe(true)
  })

  test('a newcomer that waited too long is gone, and told so', () => {
    const outcome = expireMember(doJoin(empty).group, 'new', settings, now)
    expect(outcome.group.members.size).toBe(0)
    expect(joinErrors(outcome)).toEqual(['UNKNOWN_MEMBER_ID'])
  })

  test('a pending id that is never used does not hold the others up', () => {
    const pending = doJoin(leave(stable, [bob, carol], settings, now).group, {
      requireKnownMemberId: true,
      newMemberId: 'p',
    }).group
    const joined = doJoin(pending, { memberId: 'alice' }).group
    expect(joined.state).toBe('PreparingRebalance')
    expect(expireMember(joined, 'p', settings, now).group).toMatchObject({
      state: 'CompletingRebalance',
      generation: 2,
    })
  })
})

describe('OffsetCommit', () => {
  const commit = (member: { memberId: string; groupInstanceId: string | null }, generation: number) => ({
    ...member,
    generation,
    isTransactional: false,
  })
  const simple = commit({ memberId: '', groupInstanceId: null }, -1)
  test.each([
    ['simple consumer, empty group', empty, simple, 'NONE'],
    ['simple consumer, others there', stable, simple, 'UNKNOWN_MEMBER_ID'],
    ['in a transaction anybody may', stable, { ...simple, isTransactional: true }, 'NONE'],
    ['member', stable, commit(bob, 1), 'NONE'],
    ['member while preparing', preparing, commit(alice, 1), 'NONE'],
    ['member while completing', completing, commit(bob, 1), 'REBALANCE_IN_PROGRESS'],
    ['old generation', stable, commit(bob, 0), 'ILLEGAL_GENERATION'],
    ['member that is gone', preparing, commit(bob, 1), 'UNKNOWN_MEMBER_ID'],
    ['fenced', stable, commit({ ...bob, groupInstanceId: 'i-carol' }, 1), 'FENCED_INSTANCE_ID'],
    ['dead', dead, simple, 'COORDINATOR_NOT_AVAILABLE'],
  ] as const)('%s', (_name, group, committer, error) => expect(validateCommit(group, committer)).toBe(error))
})
