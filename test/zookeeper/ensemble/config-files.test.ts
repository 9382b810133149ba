import { beforeEach, expect, test } from 'vitest'
import { MemoryDisk } from '../../../src/base/disk/memory-disk.ts'
import { readZooKeeperConfig, removeNext, writeMembers, writeNext } from '../../../src/zookeeper/config/config-files.ts'
import { asVersion, membershipOf, readMembership } from '../../../src/zookeeper/config/membership.ts'
import { parseServerEntry } from '../../../src/zookeeper/config/server-entry.ts'

const file = '/conf/zoo.cfg'
let disk: MemoryDisk

beforeEach(() => {
  disk = new MemoryDisk()
  disk.makeDirectory('/conf')
})

const settings = ['dataDir=/data', 'clientPort=2181', 'initLimit=5', 'syncLimit=2']
const members = ['server.1=a:1:2', 'server.2=b:1:2', 'server.3=c:1:2:observer']
const shown = ['server.1=a:1:2:participant', 'server.2=b:1:2:participant', 'server.3=c:1:2:observer']

const write = (lines: readonly string[], name = file) => disk.writeFile(name, Buffer.from(lines.join('\n')))
const read = (name = file) => disk.readFile(name).toString()
const ensemble = () => readZooKeeperConfig(disk, file).ensemble

test('members in the file of the settings have no version; the file is kept when they may change', () => {
  write([...settings, ...members])
  expect(ensemble()?.members.text).toBe([...shown, 'version=0'].join('\n'))
  expect(disk.exists(`${file}.bak`)).toBe(false)
  write(['# how it was', ...settings, ...members, 'reconfigEnabled=true'])
  expect(ensemble()?.members.version).toBe(0n)
  expect(read(`${file}.bak`)).toBe(read())
})

test('members in a file of their own have the version of its ending', () => {
  write([...settings, 'dynamicConfigFile=/conf/members'])
  write(members, '/conf/members')
  expect(ensemble()?.members.version).toBe(0n)
  write([...settings, 'dynamicConfigFile=/conf/zoo.cfg.dynamic.10000000a'])
  write(members, '/conf/zoo.cfg.dynamic.10000000a')
  expect(ensemble()?.members.version).toBe(0x10000000an)
  expect(ensemble()?.next).toBeUndefined()
})

test('what was decided takes the place of what the settings say of members; what was proposed is remembered', () => {
  const clientPort = 'server.1=a:1:2;2181'
  write([...settings, ...members, 'peerType=observer', 'tickTime=100', 'superDigest=a\\\\b:c=d'])
  const decided = membershipOf([parseServerEntry(1, 'a:1:2;2181'), parseServerEntry(2, 'b:1:2')], 0x100000003n)
  writeMembers(disk, file, decided, false)
  writeNext(disk, file, asVersion(decided, 0x200000001n))
  expect(read().split('\n')).toEqual([
    'dataDir=/data',
    'initLimit=5',
    'syncLimit=2',
    'tickTime=100',
    'superDigest=a\\\\b:c=d',
    `dynamicConfigFile=${file}.dynamic.100000003`,
    '',
  ])
  const lines = [`${clientPort.replace(';', ':participant;0.0.0.0:')}`, 'server.2=b:1:2:participant']
  expect(read(`${file}.dynamic.100000003`)).toBe(lines.join('\n'))
  expect(read(`${file}.dynamic.next`)).toBe([...lines, 'version=200000001'].join('\n'))
  expect(ensemble()?.members.text).toBe(decided.text)
  expect(ensemble()?.next?.version).toBe(0x200000001n)
  removeNext(disk, file)
  expect(ensemble()?.next).toBeUndefined()
  writeMembers(disk, file, asVersion(decided, 0x300000000n), true)
  expect(ensemble()?.members.version).toBe(0x300000000n)
})

test.each([
  ['/conf/gone file is missing', [...settings, 'dynamicConfigFile=/conf/gone']],
  ['Unrecognised parameter: tickTime', [...settings, 'dynamicConfigFile=/conf/extra']],
  ["dynamic file shouldn't have version inside", [...settings, 'dynamicConfigFile=/conf/versioned']],
  [
    'Multiple address feature is disabled, but multiple addresses were specified for sid 1',
    [...settings, 'server.1=a:1:2|b:1:2', 'server.2=b:3:4'],
  ],
  ['sslQuorum=true is not supported', [...settings, ...members, 'sslQuorum=true']],
  ['observerMasterPort is not supported', [...settings, ...members, 'observerMasterPort=2191']],
  ['quorum.auth.enableSasl=true is not supported', [...settings, ...members, 'quorum.auth.enableSasl=true']],
])('%s', (message, lines) => {
  write([...members, 'tickTime=5'], '/conf/extra')
  write([...members, 'version=5'], '/conf/versioned')
  write(lines)
  expect(ensemble).toThrow(message)
})

test('groups and weights are told with the members', () => {
  const lines = new Map([
    ['server.1', 'a:1:2'],
    ['server.2', 'b:1:2'],
    ['group.1', '1:2'],
    ['weight.2', '0'],
    ['version', 'a'],
  ])
  const { text, isMajority, quorum, version } = readMembership(lines)
  expect(text.split('\n').slice(2)).toEqual(['group.1=1:2', 'weight.2=0', 'version=a'])
  expect({ isMajority, version, enough: quorum.isQuorum(new Set([1])) }).toEqual({
    isMajority: false,
    version: 10n,
    enough: true,
  })
})
