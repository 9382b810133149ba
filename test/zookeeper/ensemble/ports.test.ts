import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterEach, expect, test } from 'vitest'
import { tcpTransport } from '../../../src/net/tcp.ts'
import type { Listener } from '../../../src/net/transport.ts'
import { binOf, removeFolder } from '../../kit/servers.ts'
import { eventually } from '../server/running.ts'
import { freePorts } from './free-ports.ts'
import { expectModes, leaderOf, ReconfigurableServer } from './reconfigurable.ts'

let servers: ReconfigurableServer[] = []
const undo: (() => unknown)[] = []

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()))
  for (const each of undo.splice(0)) await each()
  servers = []
})

const hasIPv6 = await tcpTransport
  .listen({ host: '::1', port: 0 }, () => {})
  .then(
    (listener) => listener.close().then(() => true),
    () => false,
  )

/** Somebody who has the port, takes connections and says nothing. */
async function occupy(port: number, host = '127.0.0.1'): Promise<Listener> {
  const listener = await tcpTransport.listen({ host, port }, (connection) => undo.push(() => connection.destroy()))
  undo.push(() => listener.close())
  return listener
}

async function startAll(lines: readonly string[], ...settings: string[]): Promise<void> {
  await Promise.all(servers.map((server) => server.configure([...lines, ...settings]).start()))
}

test('the executable says which election port is taken, what to do, and ends with 14', async () => {
  const [clientPort = 0, election = 0, ...ports] = await freePorts(4)
  const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
  undo.push(() => removeFolder(folder))
  await occupy(election)
  const lines = [
    `dataDir=${folder}`,
    `clientPort=${clientPort}`,
    'initLimit=5',
    'syncLimit=5',
    `server.1=127.0.0.1:${ports[0]}:${election}`,
    `server.2=127.0.0.1:${ports[1]}:1`,
    'electionPortBindRetry=1',
    'admin.enableServer=false',
  ]
  writeFileSync(path.join(folder, 'zoo.cfg'), lines.join('\n'))
  writeFileSync(path.join(folder, 'myid'), '1\n')
  const start = path.join(binOf('ours'), 'zookeeper-server-start')
  const { exitCode, stderr } = await execa(start, [path.join(folder, 'zoo.cfg')], { reject: false })
  expect(stderr).toMatch(
    /^Unable to take part in elections, .*127\.0\.0\.1:\d+ after 1 tries: .*EADDRINUSE.*Free the port/,
  )
  expect(exitCode).toBe(14)
})

test('an election port that gets free in time is had', async () => {
  servers = await ReconfigurableServer.many(2)
  const [one, two] = servers
  if (one === undefined || two === undefined) throw new Error('no servers')
  const lines = servers.map((server) => server.line())
  const taken = await occupy(one.electionPort)
  const starting = one.configure([...lines, 'electionPortBindRetry=0']).start()
  await two.configure(lines).start()
  await taken.close()
  await starting
  await leaderOf(servers)
})

test('a server whose port for followers is taken does not lead; it follows when another one can', async () => {
  servers = await ReconfigurableServer.many(3)
  const [one, two, three] = servers
  if (one === undefined || two === undefined || three === undefined) throw new Error('no servers')
  const lines = servers.map((server) => server.line())
  await Promise.all([one, two].map((server) => server.configure(lines).start()))
  await expectModes([two, 'leader'])
  await occupy(three.quorumPort)
  await three.configure(lines).start()
  await expectModes([three, 'follower'])
})

test('peers that connect and say nothing, and ones that listen and say nothing, hold up nobody', async () => {
  servers = await ReconfigurableServer.many(4)
  const dead = servers.pop()
  if (dead === undefined) throw new Error('no servers')
  await occupy(dead.electionPort)
  const lines = [...servers, dead].map((server) => server.line())
  await startAll(lines)
  for (const port of servers.flatMap((server) => [server.electionPort, server.port])) {
    const quiet = await tcpTransport.connect({ host: '127.0.0.1', port }, { timeoutMs: 5000 })
    undo.push(() => quiet.destroy())
  }
  const leader = await leaderOf(servers)
  await leader.stop()
  await leader.start()
  await leaderOf(servers)
})

test('a server with the id of another one is refused; the ensemble goes on', async () => {
  servers = await ReconfigurableServer.many(3)
  const lines = servers.map((server) => server.line())
  await startAll(lines)
  const leader = await leaderOf(servers)
  const [twin] = await ReconfigurableServer.many(1)
  if (twin === undefined) throw new Error('no server')
  servers.push(twin)
  const others = lines.filter((line) => !line.startsWith('server.1='))
  await twin.configure([twin.line(), ...others]).start()
  const client = await leader.client()
  undo.unshift(() => client.close())
  for (let i = 0; i < 20; i++) await client.create(`/n-${i}`, null)
  expect(await leader.mode()).toBe('leader')
})

test('several addresses for each server: some may lead nowhere', async () => {
  servers = await ReconfigurableServer.many(3)
  const lines = servers.map((server) => server.lineAt('127.0.0.1', '127.0.0.2'))
  await startAll(lines, 'multiAddress.enabled=true')
  const leader = await leaderOf(servers)
  const client = await leader.client()
  undo.unshift(() => client.close())
  const { data } = await client.get('/zookeeper/config')
  expect(data?.toString().split('\n').slice(0, -1)).toEqual(lines)
  const [follower] = servers.filter((server) => server !== leader)
  await follower?.stop()
  const elsewhere = servers.map((server) => server.lineAt('127.0.0.77', '127.0.0.1'))
  await follower?.configure([...elsewhere, 'multiAddress.enabled=true', 'quorumListenOnAllIPs=true']).start()
  await leaderOf(servers)
})

test.skipIf(!hasIPv6)('servers speak IPv6 with each other (needs ::1)', async () => {
  servers = await ReconfigurableServer.many(3)
  const lines = servers.map((server) => server.lineAt('[::1]'))
  await startAll(lines)
  const leader = await leaderOf(servers)
  const client = await leader.client()
  undo.unshift(() => client.close())
  expect((await client.get('/zookeeper/config')).data?.toString().split('\n').slice(0, -1)).toEqual(lines)
})

test('quorumListenOnAllIPs: others reach the server at addresses that its line does not name', async () => {
  servers = await ReconfigurableServer.many(2)
  await startAll(
    servers.map((server) => server.line()),
    'quorumListenOnAllIPs=true',
  )
  const leader = await leaderOf(servers)
  for (const port of [leader.electionPort, leader.quorumPort]) {
    const connection = await tcpTransport.connect({ host: '127.0.0.2', port }, { timeoutMs: 5000 })
    connection.destroy()
  }
  await eventually('it still leads', async () => (await leader.mode()) === 'leader')
})
