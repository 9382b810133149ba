import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Reconfiguration } from '../../src/zookeeper/client/requests.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { eventually, freePort, type Maker, removeFolder, type Server, startZooKeeperServer } from '../kit/servers.ts'
import { modeOf } from '../kit/words.ts'
import { refused, superDigest, superLogin } from '../zookeeper/ensemble/reconfigurable.ts'
import { connectTo } from '../zookeeper-client/connect.ts'

const nothing: Reconfiguration = { joining: null, leaving: null, members: null, fromVersion: -1n }

interface Member {
  readonly id: number
  readonly maker: Maker
  readonly port: number
  readonly address: string
  server: Server | undefined
}

let folder = ''
let members: Member[] = []

afterEach(async () => {
  for (const { server } of members) {
    await server?.stop('SIGKILL')
    if (server !== undefined) removeFolder(server.folder)
  }
  removeFolder(folder)
})

async function membersOf(makers: readonly Maker[], hosts = ['127.0.0.1']): Promise<void> {
  folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
  members = []
  for (const [index, maker] of makers.entries()) {
    const ports = `${await freePort()}:${await freePort()}`
    const address = hosts.map((host) => `${host}:${ports}`).join('|')
    members.push({ id: index + 1, maker, port: await freePort(), address, server: undefined })
  }
}

function line({ id, address, port }: Member, type = 'participant'): string {
  return `server.${id}=${address}:${type};127.0.0.1:${port}`
}

async function start(member: Member, lines: readonly string[]): Promise<void> {
  const dataDir = path.join(folder, String(member.id))
  mkdirSync(dataDir)
  writeFileSync(path.join(dataDir, 'myid'), `${member.id}\n`)
  const settings = {
    tickTime: '500',
    initLimit: '10',
    syncLimit: '5',
    reconfigEnabled: 'true',
    '4lw.commands.whitelist': '*',
    'DigestAuthenticationProvider.superDigest': superDigest,
    ...Object.fromEntries(lines.map((each) => each.split(/=(.*)/))),
    dataDir,
    clientPort: String(member.port),
    clientPortAddress: '127.0.0.1',
  }
  // Apache's server looks for this among the system properties only.
  const env = { KAFKA_OPTS: '-Dzookeeper.multiAddress.enabled=true' }
  member.server = await startZooKeeperServer(member.maker, settings, env)
}

/** The superuser asks it at this server. */
async function reconfigure(at: Member, change: Partial<Reconfiguration>): Promise<string> {
  const client = await connectTo(at.port, { retryConnectionLoss: true })
  try {
    client.addAuth('digest', superLogin)
    return (await client.reconfigure({ ...nothing, ...change })).data?.toString() ?? ''
  } finally {
    await client.close()
  }
}

/** What the node of the configuration is at this server. */
async function configAt({ port }: Member) {
  const client = await connectTo(port)
  try {
    await client.sync('/')
    const { data, stat } = await client.get('/zookeeper/config')
    return { text: data?.toString(), mzxid: stat.mzxid, version: stat.version, dataLength: stat.dataLength }
  } finally {
    await client.close()
  }
}

async function expectModes(...expected: readonly (readonly [Member, string])[]): Promise<void> {
  for (const [member, mode] of expected) {
    await eventually(`server ${member.id} is ${mode}`, async () => (await modeOf(member)) === mode)
  }
}

/** Who leads, as soon as all of them serve. */
async function leaderOf(some: readonly Member[]): Promise<Member> {
  let leader: Member | undefined
  await eventually('one leads, the others serve', async () => {
    const modes = await Promise.all(some.map(modeOf))
    leader = some[modes.indexOf('leader')]
    return leader !== undefined && modes.every((mode) => mode !== undefined)
  })
  if (leader === undefined) throw new Error('no leader')
  return leader
}

/** All show the same members, and have them in the same files. */
async function expectSame(...some: readonly Member[]): Promise<void> {
  const [first, ...others] = some
  if (first === undefined) return
  const config = await configAt(first)
  for (const other of others) {
    await eventually('they agree', async () => (await configAt(other)).text === config.text)
    expect(await configAt(other)).toEqual(config)
  }
  const version = /version=(.*)/.exec(config.text ?? '')?.[1]
  const texts = some.map((each) => readFileSync(`${each.server?.configFile}.dynamic.${version}`, 'utf8'))
  expect(new Set(texts).size).toBe(1)
}

const mixes: readonly (readonly Maker[])[] = [
  ['ours', 'ours', 'real', 'real'],
  ['real', 'real', 'ours', 'ours'],
]

describe.skipIf(!realKafka)('the members change where both kinds of servers are (needs the real Kafka)', () => {
  test.each(mixes)(
    '%s, %s and %s, joined by %s: asked at any of them, and when the leader leaves',
    async (...makers) => {
      await membersOf(makers)
      const [one, two, three, four] = members
      if (one === undefined || two === undefined || three === undefined || four === undefined)
        throw new Error('too few')
      const first = [one, two, three].map((member) => line(member))
      await Promise.all([one, three].map((member) => start(member, first)))
      await start(two, first)
      const leader = await leaderOf([one, two, three])
      const [going, staying] = [one, two, three].filter((member) => member !== leader)
      if (going === undefined || staying === undefined) throw new Error('too few')
      await expectSame(one, two, three)
      for (const [message, change] of refused) {
        await expect(
          reconfigure(one, change),
          JSON.stringify(change, (_, value) => String(value)),
        ).rejects.toThrow(message)
      }
      await reconfigure(one, { joining: line(four, 'observer') })
      await start(four, [...first, line(four, 'observer')])
      await expectModes([four, 'observer'])
      await expectSame(one, two, three, four)
      await reconfigure(four, { joining: line(four) })
      await expectModes([four, 'follower'])
      await expectSame(one, two, three, four)
      await reconfigure(staying, { leaving: String(going.id) })
      await expectSame(leader, staying, four)
      const last = [going, staying, four]
      await reconfigure(leader, { leaving: String(leader.id), joining: line(going) }).catch(() => {})
      await leaderOf(last)
      await expectModes([leader, 'follower'])
      await expectSame(...last)
      await leader.server?.stop()
      for (const each of last) {
        await each.server?.stop()
        await each.server?.restart(each.maker === 'ours' ? 'real' : 'ours')
      }
      await leaderOf(last)
      await expectSame(...last)
    },
  )

  test.each([
    ['real', 'ours', 'ours'],
    ['ours', 'real', 'real'],
  ] as const)('%s alone, at two addresses, grows by %s and %s, and follows one of them', async (...makers) => {
    await membersOf(makers, ['127.0.0.1', '127.0.0.2'])
    const [one, two, three] = members
    if (one === undefined || two === undefined || three === undefined) throw new Error('too few')
    const alone = 'standaloneEnabled=false'
    await start(one, [line(one), alone])
    for (const joining of [two, three]) {
      await start(joining, [line(one), line(joining), alone])
      await expectModes([joining, 'follower'])
      await reconfigure(joining, { joining: line(joining) })
    }
    await expectSame(one, two, three)
    await one.server?.stop()
    await eventually('another one leads', async () => (await Promise.all([two, three].map(modeOf))).includes('leader'))
    await one.server?.restart()
    await expectModes([one, 'follower'])
    await expectSame(one, two, three)
  })
})
