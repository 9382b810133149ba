import { expect, test } from 'vitest'
import type { ReconfigRequest } from '../../../src/wire/jute/requests.ts'
import { asVersion, hasSameMembers, membershipOf } from '../../../src/zookeeper/config/membership.ts'
import { hierarchicalQuorum } from '../../../src/zookeeper/config/quorum.ts'
import { parseServerEntry } from '../../../src/zookeeper/config/server-entry.ts'
import { FastLeaderElection } from '../../../src/zookeeper/ensemble/election/fast-leader-election.ts'
import {
  designatedLeader,
  nextMembership,
  type ReconfigurationContext,
} from '../../../src/zookeeper/ensemble/quorum/reconfiguration.ts'

const line = (id: number, type = 'participant') => `h${id}:1:2:${type};3`
const members = (version: bigint, ...lines: readonly (readonly [number, string])[]) =>
  membershipOf(
    lines.map(([id, text]) => parseServerEntry(id, text)),
    version,
  )
const three = members(5n, [1, line(1)], [2, line(2)], [3, line(3)])

function decide(request: Partial<ReconfigRequest>, context: Partial<ReconfigurationContext> = {}) {
  const rules = { standaloneEnabled: true, multiAddressEnabled: false }
  const synced = new Set([1, 2, 3])
  const full = { joiningServers: null, leavingServers: null, newMembers: null, curConfigId: -1n, ...request }
  return nextMembership(full, 9n, { current: three, lastSeen: three, rules, synced, ...context })
}

test.each<[what: string, request: Partial<ReconfigRequest>, ids: readonly string[]]>([
  ['one joins', { joiningServers: `server.4=${line(4)}` }, ['1p', '2p', '3p', '4p']],
  ['one joins on the same machine', { joiningServers: 'server.4=127.0.0.1:1:2;3' }, ['1p', '2p', '3p', '4p']],
  ['one leaves', { leavingServers: ' 3 ' }, ['1p', '2p']],
  ['one leaves that is none', { leavingServers: '7' }, ['1p', '2p', '3p']],
  ['one takes another part', { joiningServers: `3=${line(3, 'observer')}` }, ['1p', '2p', '3o']],
  ['one leaves and comes back', { leavingServers: '3', joiningServers: `server.3=${line(3)}` }, ['1p', '2p', '3p']],
  ['all anew', { newMembers: `server.1=${line(1)}\nserver.2=${line(2)}` }, ['1p', '2p']],
  ['all anew, with commas', { newMembers: `server.1=${line(1)},server.3=${line(3)}`, curConfigId: 5n }, ['1p', '3p']],
])('%s', (_, request, ids) => {
  const { servers, version } = decide(request)
  expect([...servers.values()].map(({ id, isObserver }) => `${id}${isObserver ? 'o' : 'p'}`)).toEqual(ids)
  expect(version).toBe(9n)
})

const pending = asVersion(three, 6n)

test.each<[error: string, request: Partial<ReconfigRequest>, context: Partial<ReconfigurationContext>]>([
  ['ReconfigInProgress', { leavingServers: '3' }, { lastSeen: pending }],
  ['BadVersion', { leavingServers: '3', curConfigId: 4n }, {}],
  ['BadArguments', { joiningServers: 'server.4=h4:1:2' }, {}],
  ['BadArguments', { joiningServers: 'server.4=h4:1:2=5;3' }, {}],
  ['BadArguments', { joiningServers: 'server.4=h1:1:9;8' }, {}],
  ['BadArguments', { joiningServers: 'server.4=h4:1:2|h5:1:2;3' }, {}],
  ['BadArguments', { leavingServers: '2,3' }, {}],
  ['BadArguments', { newMembers: 'clientPort=1' }, {}],
  ['BadArguments', { newMembers: 'server.1=nowhere' }, {}],
  ['NewConfigNoQuorum', { leavingServers: '3' }, { synced: new Set([1, 3]) }],
  ['For input string', { leavingServers: 'x' }, {}],
  ['Observers w/o participants', { newMembers: `server.1=${line(1, 'observer')}` }, {}],
])('%s: refused', (error, request, context) => {
  expect(() => decide(request, context)).toThrow(error)
})

test('one voter is enough where no server stands alone', () => {
  const rules = { standaloneEnabled: false, multiAddressEnabled: false }
  expect([...decide({ leavingServers: '2,3' }, { rules }).servers.keys()]).toEqual([1])
})

const acks = (...ids: number[]) => new Set(ids)

test.each([
  ['stays, if it votes and is where it was', three, [1, 2], [], 1],
  ['goes to one that has the decision', members(9n, [2, line(2)], [3, line(3)]), [1, 3], [], 3],
  ['goes to one that has the most of what came later', members(9n, [2, line(2)], [3, line(3)]), [1, 2, 3], [[3]], 3],
  ['is not asked of who has only what came later', members(9n, [2, line(2)], [3, line(3)]), [2], [[3], [3]], 2],
  ['is given up with another address', members(9n, [1, 'h9:1:2;3'], [2, line(2)], [3, line(3)]), [1, 2], [], 2],
  ['is given up by who only observes', members(9n, [1, line(1, 'observer')], [2, line(2)]), [1, 2], [], 2],
])('leading %s', (_, next, supporters, later, leader) => {
  const succession = { id: 1, current: three, next, supporters: acks(...supporters) }
  expect(designatedLeader({ ...succession, later: later.map((ids) => acks(...ids)) })).toBe(leader)
})

test('memberships are the same whatever their versions, and not in other roles', () => {
  expect(hasSameMembers(three, pending)).toBe(true)
  expect(hasSameMembers(three, members(5n, [1, line(1)], [2, line(2)], [3, line(3, 'observer')]))).toBe(false)
})

test('who was decided to lead leads without an election; who has no weight is not voted for', () => {
  const quorum = hierarchicalQuorum([1, 2, 3], new Map([1, 2, 3].map((id) => [id, 1])), new Map([[3, 0]]))
  const machine = new FastLeaderElection(1, quorum)
  machine.look(0n, 0)
  const heard = machine.hear(3, { leader: 3, zxid: 9n, peerEpoch: 0, electionEpoch: 1, state: 'looking' })
  expect(heard).toEqual([])
  machine.appoint(1, 0n)
  expect(machine.state).toBe('leading')
  machine.appoint(2, 0n)
  expect(machine.state).toBe('following')
})
