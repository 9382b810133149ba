import { afterEach, expect, test } from 'vitest'
import type { Reconfiguration } from '../../../src/zookeeper/client/requests.ts'
import { modeOf } from '../../kit/words.ts'
import { connectTo } from '../../zookeeper-client/connect.ts'
import { eventually } from '../server/running.ts'
import { configFile, expectModes, leaderOf, ReconfigurableServer, refused } from './reconfigurable.ts'

const nothing: Reconfiguration = { joining: null, leaving: null, members: null, fromVersion: -1n }
let servers: ReconfigurableServer[] = []
const undo: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const each of undo.splice(0)) await each()
  await Promise.all(servers.map((server) => server.stop()))
})

/** So many servers, of which the first `members` are an ensemble that runs. */
async function ensemble(count: number, members = count): Promise<ReconfigurableServer[]> {
  servers = await ReconfigurableServer.many(count)
  const first = servers.slice(0, members)
  const lines = first.map((server) => server.line())
  await Promise.all(first.map((server) => server.configure(lines).start()))
  return servers
}

async function clientOf(server: ReconfigurableServer) {
  const client = await server.client()
  undo.push(() => client.close().catch(() => {}))
  return client
}

/** What a server shows of the members: their lines, without the version. */
async function membersAt(server: ReconfigurableServer): Promise<string[]> {
  const client = await server.client()
  const { data } = await client.get('/zookeeper/config')
  await client.close()
  return (data?.toString() ?? '').split('\n').slice(0, -1)
}

test('the first leader gives the members a version, and each server keeps them in a file of their own', async () => {
  const [one, two, three] = await ensemble(3)
  if (one === undefined || two === undefined || three === undefined) throw new Error('no servers')
  await leaderOf(servers)
  const client = await clientOf(one)
  const { data, stat } = await client.get('/zookeeper/config')
  const lines = [one, two, three].map((server) => server.line())
  const version = stat.mzxid.toString(16)
  expect(version).toMatch(/^[1-9]00000000$/)
  expect(data?.toString()).toBe([...lines, `version=${version}`].join('\n'))
  expect(stat.version).toBe(-1)
  for (const server of servers) {
    expect(server.read(`${configFile}.bak`)).toContain(one.line())
    expect(server.read(`${configFile}.dynamic.${version}`)).toBe(lines.join('\n'))
    const settings = server.read(configFile).split('\n')
    expect(settings).toContain(`dynamicConfigFile=${configFile}.dynamic.${version}`)
    expect(settings.filter((line) => /^(server|clientPort)/.test(line))).toEqual([])
    expect(server.disk.exists(`${configFile}.dynamic.next`)).toBe(false)
  }
})

test('a server joins as an observer, becomes a voter, and another one leaves', async () => {
  const [one, two, three, four] = await ensemble(4, 3)
  if (one === undefined || two === undefined || three === undefined || four === undefined) throw new Error('no servers')
  await leaderOf([one, two, three])
  const client = await clientOf(one)
  const joined = await client.reconfigure({ ...nothing, joining: four.line('observer') })
  const version = joined.stat.mzxid
  expect(joined.data?.toString().split('\n')).toEqual([
    ...[one, two, three].map((server) => server.line()),
    four.line('observer'),
    `version=${version.toString(16)}`,
  ])
  await four.configure([one, two, three].map((server) => server.line()).concat(four.line('observer'))).start()
  await expectModes([four, 'observer'])
  await client.reconfigure({ ...nothing, joining: four.line(), fromVersion: version })
  await expectModes([four, 'follower'])
  await expect(client.reconfigure({ ...nothing, leaving: '1', fromVersion: version })).rejects.toThrow('BadVersion')
  const left = await client.reconfigure({ ...nothing, leaving: '2' })
  const members = [one, three, four].map((server) => server.line())
  expect(left.data?.toString().split('\n').slice(0, -1)).toEqual(members)
  for (const server of [one, three, four]) {
    await eventually('all know it', async () => (await membersAt(server)).join() === members.join())
    const file = `${configFile}.dynamic.${left.stat.mzxid.toString(16)}`
    expect(server.read(file)).toBe(members.join('\n'))
  }
  await two.stop()
  await client.create('/three-are-left', null)
  await one.stop()
  await one.start()
  await leaderOf([one, three, four])
  expect(await membersAt(one)).toEqual(members)
})

test('the leader leaves: one of those who stay leads without an election, and what was asked before is kept', async () => {
  await ensemble(4)
  const leader = await leaderOf(servers)
  const others = servers.filter((server) => server !== leader)
  const [first] = others
  if (first === undefined) throw new Error('no follower')
  const client = await clientOf(first)
  await client.create('/before', null)
  await client.reconfigure({ ...nothing, leaving: String(leader.id) }).catch(() => {})
  const next = await leaderOf(others)
  expect(next).not.toBe(leader)
  await expectModes([leader, 'follower'])
  await leader.stop()
  await client.create('/after', null)
  expect(await client.exists('/before')).toBeDefined()
  expect(await membersAt(next)).toEqual(others.map((server) => server.line()))
})

test('an observer goes along when the leader becomes an observer too', async () => {
  servers = await ReconfigurableServer.many(4)
  const observer = servers.at(-1)
  const lines = servers.map((server) => server.line(server === observer ? 'observer' : 'participant'))
  await Promise.all(servers.map((server) => server.configure(lines).start()))
  const leader = await leaderOf(servers)
  const others = servers.filter((server) => server !== leader && server !== observer)
  if (observer === undefined) throw new Error('no observer')
  const client = await clientOf(observer)
  await client.create('/before', null)
  await client.reconfigure({ ...nothing, joining: leader.line('observer') }).catch(() => {})
  await expectModes([leader, 'observer'], [observer, 'observer'])
  await leaderOf(others)
  const members = servers.map((server) => server.line(others.includes(server) ? 'participant' : 'observer'))
  for (const server of servers) {
    await eventually('all know it', async () => (await membersAt(server)).join() === members.join())
  }
  await client.create('/after', null)
  expect((await client.children('/')).children).toEqual(expect.arrayContaining(['before', 'after']))
})

test('all members anew: roles and client ports change at once', async () => {
  const [one, two, three, spare] = await ensemble(4, 3)
  if (one === undefined || two === undefined || three === undefined || spare === undefined)
    throw new Error('no servers')
  const leader = await leaderOf([one, two, three])
  const [mover, observer] = [one, two, three].filter((server) => server !== leader)
  if (mover === undefined || observer === undefined) throw new Error('no followers')
  const lines = [leader.line(), mover.line('participant', spare.port), observer.line('observer')]
  const client = await clientOf(leader)
  const { data } = await client.reconfigure({ ...nothing, members: lines.join(',') })
  expect(data?.toString().split('\n').slice(0, -1)).toEqual([...lines].sort())
  await expectModes([observer, 'observer'], [spare, 'follower'])
  await eventually('the old port is closed', async () => (await mover.mode()) === undefined)
  await client.reconfigure({ ...nothing, joining: mover.line().replace(/;.*/, `;${spare.port}`) })
  const elsewhere = { port: spare.port, host: '127.0.0.2' }
  await eventually('it serves at all addresses', async () => (await modeOf(elsewhere)) === 'follower')
})

test('what can not be is refused, and nothing changes', async () => {
  await ensemble(3)
  const leader = await leaderOf(servers)
  const client = await clientOf(leader)
  const before = await membersAt(leader)
  for (const [message, change] of refused) {
    const asked = client.reconfigure({ ...nothing, ...change })
    await expect(
      asked,
      JSON.stringify(change, (_, value) => String(value)),
    ).rejects.toThrow(message)
    expect(await membersAt(leader)).toEqual(before)
  }
})

test('only who may write the configuration changes it', async () => {
  const [one] = await ensemble(3)
  if (one === undefined) throw new Error('no server')
  await leaderOf(servers)
  const anyone = await connectTo(one.port)
  undo.push(() => anyone.close())
  await expect(anyone.reconfigure({ ...nothing, leaving: '3' })).rejects.toThrow('NoAuth')
})

test('one server that does not stand alone grows to three, and shrinks to one', async () => {
  servers = await ReconfigurableServer.many(3)
  const [one, two, three] = servers
  if (one === undefined || two === undefined || three === undefined) throw new Error('no servers')
  const grows = 'standaloneEnabled=false'
  await one.configure([one.line(), grows]).start()
  await expectModes([one, 'leader'])
  const client = await clientOf(one)
  const seen: string[] = []
  for (const joining of [two, three]) {
    await client.get('/zookeeper/config', { watch: ({ path }) => seen.push(path) })
    await joining.configure([one.line(), joining.line(), grows]).start()
    await expectModes([joining, 'follower'])
    expect(await membersAt(joining)).not.toContain(joining.line())
    await client.reconfigure({ ...nothing, joining: joining.line() })
  }
  expect(await membersAt(three)).toEqual([one, two, three].map((server) => server.line()))
  expect(seen).toEqual(['/zookeeper/config', '/zookeeper/config'])
  await two.stop()
  await client.create('/two-are-enough', null)
  await two.start()
  await client.reconfigure({ ...nothing, leaving: '2,3' })
  await Promise.all([two.stop(), three.stop()])
  await client.create('/one-is-enough', null)
  await expectModes([one, 'leader'])
})
