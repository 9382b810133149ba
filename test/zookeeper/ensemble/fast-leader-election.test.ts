import { expect, test } from 'vitest'
import { majorityQuorum } from '../../../src/zookeeper/config/quorum.ts'
import { type Effect, FastLeaderElection } from '../../../src/zookeeper/ensemble/election/fast-leader-election.ts'
import { isBetter, type Notification, type PeerState } from '../../../src/zookeeper/ensemble/election/vote.ts'

const three = majorityQuorum([1, 2, 3])

function note(leader: number, electionEpoch: number, more: Partial<Notification> = {}): Notification {
  return { leader, zxid: 0n, peerEpoch: 0, electionEpoch, state: 'looking', ...more }
}

/** What is told to whom, in short. */
function told(effects: readonly Effect[]): string[] {
  return effects.map((effect) => {
    if (effect.kind === 'send') return `${effect.to}:${effect.note.leader}@${effect.note.electionEpoch}`
    return effect.kind === 'elected' ? `elected ${effect.leader}` : effect.kind
  })
}

function looking(id = 1, zxid = 0n, epoch = 0): FastLeaderElection {
  const machine = new FastLeaderElection(id, three)
  machine.look(zxid, epoch)
  return machine
}

test.each([
  ['a later epoch', { peerEpoch: 2, zxid: 1n, leader: 1 }, { peerEpoch: 1, zxid: 9n, leader: 9 }],
  [
    'the same epoch and a later transaction',
    { peerEpoch: 1, zxid: 9n, leader: 1 },
    { peerEpoch: 1, zxid: 8n, leader: 9 },
  ],
  ['all the same and a higher id', { peerEpoch: 1, zxid: 9n, leader: 2 }, { peerEpoch: 1, zxid: 9n, leader: 1 }],
])('%s is better', (_, better, worse) => {
  expect(isBetter(better, worse)).toBe(true)
  expect(isBetter(worse, better)).toBe(false)
  expect(isBetter(better, better)).toBe(false)
})

test('a server begins by telling the other voters that it votes for itself', () => {
  expect(told(new FastLeaderElection(1, three).look(0n, 0))).toEqual(['2:1@1', '3:1@1'])
})

test.each<[what: string, from: number, heard: Notification, answers: string[]]>([
  [
    'a better vote is taken over, told to all, and with its sender makes a quorum',
    3,
    note(3, 1),
    ['2:3@1', '3:3@1', 'settle'],
  ],
  ['a vote for a server that is worse is only noted', 2, note(1, 1, { zxid: -1n }), []],
  ['a later round is adopted, and its better vote', 3, note(3, 5), ['2:3@5', '3:3@5', 'settle']],
  ['a later round is adopted, and the own better vote kept', 3, note(3, 5, { zxid: -5n }), ['2:1@5', '3:1@5']],
  ['an earlier round is answered, and not counted', 3, note(3, 0), ['3:1@1']],
  ['a server without a vote is answered, and not counted', 7, note(3, 1), ['7:1@1']],
  ['a server without a vote that has a leader is not answered', 7, note(3, 1, { state: 'observing' }), []],
  ['a vote for a server without a vote is passed over', 3, note(7, 1), []],
  ['observers are passed over', 3, note(3, 1, { state: 'observing' }), []],
  ['a follower alone proves no leader', 2, note(3, 1, { state: 'following' }), []],
])('%s', (_, from, heard, answers) => {
  expect(told(looking().hear(from, heard))).toEqual(answers)
})

test('the elected one leads when nobody better turned up in time, the others follow', () => {
  const second = looking(2)
  expect(told(second.hear(1, note(2, 1)))).toEqual(['settle'])
  expect(told(second.settled())).toEqual(['elected 2'])
  expect(second.state).toBe('leading')

  const first = looking(1)
  first.hear(2, note(2, 1))
  expect(told(first.settled())).toEqual(['elected 2'])
  expect(first.state).toBe('following')
})

test('a better candidate in the last moment breaks the agreement', () => {
  const machine = looking(1)
  machine.hear(2, note(2, 1))
  expect(told(machine.hear(3, note(3, 1)))).toEqual(['2:3@1', '3:3@1', 'unsettle', 'settle'])
  const five = new FastLeaderElection(1, majorityQuorum([1, 2, 3, 4, 5]))
  five.look(0n, 0)
  five.hear(2, note(2, 1))
  expect(told(five.hear(3, note(2, 1)))).toEqual(['settle'])
  expect(told(five.hear(4, note(4, 1)))).toEqual(['2:4@1', '3:4@1', '4:4@1', '5:4@1', 'unsettle'])
  expect(five.settled()).toEqual([])
  expect(told(five.hear(2, note(4, 1)))).toEqual(['settle'])
})

test('a late joiner follows whom a quorum follows, when the leader says so itself', () => {
  const late = looking(1)
  const led = { peerEpoch: 4, zxid: 7n }
  expect(late.hear(2, note(3, 9, { ...led, state: 'following' }))).toEqual([])
  expect(told(late.hear(3, note(3, 9, { ...led, zxid: 1n, state: 'leading' })))).toEqual(['elected 3'])
  expect(late.state).toBe('following')
  expect(told(late.hear(2, note(2, 1)))).toEqual(['2:3@9'])
})

test('a leader that only others name is not joined', () => {
  const late = new FastLeaderElection(1, majorityQuorum([1, 2, 3, 4, 5]))
  late.look(0n, 0)
  for (const from of [2, 3, 4]) expect(late.hear(from, note(5, 9, { state: 'following' }))).toEqual([])
})

test('a server that followers still take for their leader waits until it leads', () => {
  const restarted = looking(3)
  for (const from of [1, 2]) expect(restarted.hear(from, note(3, 9, { state: 'following' }))).toEqual([])
})

test.each<PeerState>(['following', 'leading', 'observing'])(
  'who is done with electing hears no more votes when %s',
  (state) => {
    const machine = looking(state === 'leading' ? 3 : state === 'observing' ? 9 : 1)
    machine.hear(1, note(3, 1))
    machine.hear(2, note(3, 1))
    machine.settled()
    expect(machine.state).toBe(state)
    expect(machine.hear(2, note(3, 7, { peerEpoch: 99, state: 'leading' }))).toEqual([])
    machine.epochBegan(12)
    expect(machine.hear(2, note(2, 1))).toEqual([{ kind: 'send', to: 2, note: note(3, 1, { peerEpoch: 12, state }) }])
  },
)

test('who has no vote goes along with an earlier round, and answers nobody else without a vote', () => {
  const observer = new FastLeaderElection(9, three)
  observer.look(5n, 5)
  observer.look(5n, 5)
  expect(told(observer.hear(8, note(8, 1)))).toEqual([])
  expect(told(observer.hear(1, note(3, 1)))).toEqual(['1:3@1', '2:3@1', '3:3@1'])
  expect(told(observer.hear(2, note(3, 1)))).toEqual(['settle'])
})

test('an observer has no vote, and follows the quorum', () => {
  const observer = new FastLeaderElection(9, three)
  expect(observer.look(5n, 5)).toHaveLength(3)
  observer.hear(1, note(3, 1))
  expect(told(observer.hear(2, note(3, 1)))).toEqual(['settle'])
  expect(told(observer.settled())).toEqual(['elected 3'])
})

test('a quorum of one elects itself', () => {
  const machine = new FastLeaderElection(1, majorityQuorum([1]))
  expect(told(machine.look(0n, 0))).toEqual(['settle'])
})

test('a new search begins a new round and forgets what it heard', () => {
  const machine = looking(1)
  machine.hear(2, note(2, 1))
  machine.settled()
  expect(told(machine.look(3n, 1))).toEqual(['2:1@2', '3:1@2'])
  expect(machine.hear(2, note(1, 2, { zxid: 3n, peerEpoch: 1 }))).toEqual([{ kind: 'settle' }])
})
