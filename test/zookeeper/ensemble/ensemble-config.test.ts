import { expect, test } from 'vitest'
import { parseZooKeeperConfig } from '../../../src/zookeeper/config/config.ts'
import { parseMyId } from '../../../src/zookeeper/config/ensemble.ts'
import { hierarchicalQuorum } from '../../../src/zookeeper/config/quorum.ts'
import { formatServerEntry, parseServerEntry } from '../../../src/zookeeper/config/server-entry.ts'

const two = ['server.2=b:2888:3888', 'server.1=a:2888:3888']
const limits = ['initLimit=5', 'syncLimit=2']

function ensembleOf(...lines: string[]) {
  return parseZooKeeperConfig(['dataDir=/d', 'clientPort=2181', ...lines].join('\n')).ensemble
}

test.each([
  ['h:1:2', 'server.7=h:1:2:participant'],
  ['h:1:2:observer', 'server.7=h:1:2:observer'],
  ['h:1:2:PARTICIPANT;2181', 'server.7=h:1:2:participant;0.0.0.0:2181'],
  ['h:1:2;10.0.0.1:2181', 'server.7=h:1:2:participant;10.0.0.1:2181'],
  ['[::1]:1:2;[::2]:3', 'server.7=[::1]:1:2:participant;[::2]:3'],
  ['h:1:2|i:3:4', 'server.7=h:1:2|i:3:4:participant'],
])('%s is the server that is shown as %s', (text, shown) => {
  expect(formatServerEntry(parseServerEntry(7, text))).toBe(shown)
})

test.each(['', 'foo', 'h:1', 'h:1:x', 'h:1:99999', 'h:1:2;x:y:z', 'h:1:2;1;2', 'h:1:2|'])('%j is no server', (text) => {
  expect(() => parseServerEntry(1, text)).toThrow(`does not have the form server_config`)
})

test('the configuration is shown in the order of the ids', () => {
  expect(ensembleOf(...two, ...limits)?.members.text).toBe(
    'server.1=a:2888:3888:participant\nserver.2=b:2888:3888:participant\nversion=0',
  )
})

test('one server alone stands alone, unless it is told not to', () => {
  expect(ensembleOf('server.1=a:2888:3888')).toBeUndefined()
  expect(ensembleOf('server.1=a:2888:3888', 'standaloneEnabled=false', ...limits)?.members.servers.size).toBe(1)
})

test('the line of a server that stands alone tells where it serves clients', () => {
  const alone = (...lines: string[]) => {
    const { clientPort, clientPortAddress } = parseZooKeeperConfig(['dataDir=/d', ...lines].join('\n'))
    return [clientPort, clientPortAddress]
  }
  expect(alone('server.1=localhost:2888:3888;2181')).toEqual([2181, undefined])
  expect(alone('server.1=localhost:2888:3888;10.0.0.1:2181')).toEqual([2181, '10.0.0.1'])
  expect(alone('server.1=localhost:2888:3888;2181', 'clientPort=2181', 'clientPortAddress=h')).toEqual([2181, 'h'])
  expect(() => alone('server.1=a:1:2;2181', 'clientPort=2182')).toThrow('is different from client address found')
  expect(() => alone('server.1=a:1:2;h:1', 'clientPort=1', 'clientPortAddress=i')).toThrow('is different from')
  expect(alone('server.1=a:1:2')).toEqual([-1, undefined])
})

test.each([
  ['initLimit is not set', two],
  ['syncLimit is not set', [...two, 'initLimit=5']],
  ['Invalid electionAlg value. Only 3 is supported.', [...two, ...limits, 'electionAlg=1']],
  ['Unrecognised peertype: boss', [...two, ...limits, 'peerType=boss']],
  ['Observers w/o participants is an invalid configuration', ['server.1=a:1:2:observer']],
  ['Observers w/o quorum is an invalid configuration', ['server.1=a:1:2', 'server.2=b:1:2:observer']],
  ['Server 2 is in no group', [...two, ...limits, 'group.1=1']],
])('%s', (message, lines) => {
  expect(() => ensembleOf(...lines)).toThrow(message)
})

test('an id is a number', () => {
  expect(parseMyId(' 3\n')).toBe(3)
  expect(() => parseMyId('abc')).toThrow('serverid abc is not a number')
})

test('a hierarchical quorum is most of the weight in most of the groups', () => {
  const groups = new Map([1, 2, 3, 4, 5, 6, 7, 8, 9].map((id) => [id, Math.ceil(id / 3)]))
  const quorum = hierarchicalQuorum(
    [...groups.keys()],
    groups,
    new Map([
      [7, 0],
      [8, 0],
      [9, 0],
    ]),
  )
  expect(quorum.isQuorum(new Set([1, 2, 4, 5]))).toBe(true)
  expect(quorum.isQuorum(new Set([1, 2, 3, 4]))).toBe(false)
  expect(quorum.isQuorum(new Set([1, 2, 7, 8, 9]))).toBe(false)
})
