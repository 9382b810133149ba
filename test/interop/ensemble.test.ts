import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { tcpTransport } from '../../src/net/tcp.ts'
import type { ZooKeeperClient } from '../../src/zookeeper/client/client.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { eventually, freePort, type Maker, removeFolder, type Server, startZooKeeperServer } from '../kit/servers.ts'
import { connectTo } from '../zookeeper-client/connect.ts'

const rounds = Number(process.env.KAFKABOX_ROUNDS ?? 1)
const folders: string[] = []
let servers: Server[] = []

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop('SIGKILL')))
  for (const { folder } of servers) removeFolder(folder)
  for (const folder of folders.splice(0)) removeFolder(folder)
  servers = []
})

async function startEnsemble(makers: readonly Maker[]): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
  folders.push(folder)
  const members = await Promise.all(
    makers.map(async (_, index) => [`server.${index + 1}`, `127.0.0.1:${await freePort()}:${await freePort()}`]),
  )
  const common = { tickTime: '500', initLimit: '10', syncLimit: '5', ...Object.fromEntries(members) }
  servers = await Promise.all(
    makers.map((maker, index) => {
      const dataDir = path.join(folder, String(index + 1))
      mkdirSync(dataDir)
      writeFileSync(path.join(dataDir, 'myid'), `${index + 1}\n`)
      return startZooKeeperServer(maker, { ...common, dataDir })
    }),
  )
}

/** What `srvr` says that it is; undefined when it serves nobody. */
async function modeOf({ port }: Server): Promise<string | undefined> {
  const connection = await tcpTransport.connect({ host: '127.0.0.1', port }, { timeoutMs: 5000 }).catch(() => undefined)
  if (connection === undefined) return undefined
  let answer = ''
  connection.onData((chunk) => {
    answer += chunk.toString()
  })
  connection.write([Buffer.from('srvr')])
  await new Promise<void>((resolve) => connection.onClose(() => resolve()))
  return /Mode: (\w+)/.exec(answer)?.[1]
}

async function leaderOf(some: readonly Server[]): Promise<Server> {
  let leader: Server | undefined
  await eventually('there is one leader, and all others follow it', async () => {
    const modes = await Promise.all(some.map(modeOf))
    leader = some[modes.indexOf('leader')]
    return leader !== undefined && modes.filter((mode) => mode === 'follower').length === some.length - 1
  })
  if (leader === undefined) throw new Error('no leader')
  return leader
}

async function withClient<T>({ port }: Server, use: (client: ZooKeeperClient) => Promise<T>): Promise<T> {
  const client = await connectTo(port, { retryConnectionLoss: true })
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

/** All nodes that this server shows, with data and stat. */
function treeOf(server: Server) {
  return withClient(server, async (client) => {
    await client.sync('/')
    const nodes: Record<string, unknown> = {}
    const walk = async (at: string): Promise<void> => {
      const { children } = await client.children(at)
      const { data, stat } = await client.get(at)
      nodes[at] = { data: data?.toString(), stat }
      for (const child of [...children].sort()) {
        const below = at === '/' ? `/${child}` : `${at}/${child}`
        if (below !== '/zookeeper/config') await walk(below)
      }
    }
    await walk('/')
    return nodes
  })
}

async function expectSameTrees(): Promise<void> {
  const [first, ...others] = [await treeOf(at(0)), await treeOf(at(1)), await treeOf(at(2))]
  for (const other of others) expect(other).toEqual(first)
}

function at(index: number): Server {
  const server = servers[index]
  if (server === undefined) throw new Error(`no server ${index}`)
  return server
}

const other = { ours: 'real', real: 'ours' } as const

const mixes: readonly (readonly Maker[])[] = [
  ['real', 'ours', 'ours'],
  ['ours', 'real', 'real'],
]

describe.skipIf(!realKafka)('servers of both kinds in one ensemble (needs the real Kafka)', () => {
  test.each(mixes)(
    '%s, %s and %s elect, serve, and agree when each leader dies and comes back as the other kind',
    async (...mix) => {
      const makers: Maker[] = [...mix]
      await startEnsemble(makers)
      for (let round = 0; round < 2 * rounds; round++) {
        await leaderOf(servers)
        for (const [index, server] of servers.entries()) {
          await withClient(server, (client) => client.create(`/${round}-by-${index}`, Buffer.from('before')))
        }
        await expectSameTrees()
        const leader = await leaderOf(servers)
        await leader.stop('SIGKILL')
        const others = servers.filter((server) => server !== leader)
        const next = await leaderOf(others)
        await withClient(next, (client) => client.set(`/${round}-by-0`, Buffer.from('after')))
        const index = servers.indexOf(leader)
        const maker = other[makers[index] ?? 'ours']
        makers[index] = maker
        await leader.restart(maker)
        await leaderOf(servers)
        await expectSameTrees()
      }
    },
  )
})
