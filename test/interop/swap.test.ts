import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { realKafka } from '../kit/real-kafka.ts'
import { ServerSet } from '../kit/server-set.ts'
import type { Maker, Server } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'
import { WireClient } from '../kit/wire-client.ts'
import { registrationGone, withZooKeeper } from '../kit/zookeeper-view.ts'
import { liveOn } from './swap/lifecycle.ts'
import {
  checkGroups,
  checkOffsets,
  checkProducer,
  checkRecords,
  checkTrimmed,
  recordCount,
  store,
  topic,
  valueAt,
} from './swap/stored.ts'

const timeout = 180_000
const servers = new ServerSet()
afterEach(() => servers.dispose())

/** Sessions short enough that a killed broker's registration goes soon. */
const shortTicks = { tickTime: '500' }
const shortSession = { 'zookeeper.session.timeout.ms': '4000' }

describe.skipIf(!realKafka)('a server of ours beside a real one', () => {
  test.each<{ broker: Maker; zookeeper: Maker }>([
    { broker: 'real', zookeeper: 'ours' },
    { broker: 'ours', zookeeper: 'real' },
  ])('the broker ($broker) lives on the ZooKeeper ($zookeeper), and comes back', { timeout }, async (makers) => {
    const zookeeper = await servers.zookeeper(makers.zookeeper)
    const broker = await servers.broker(makers.broker, zookeeper)
    await liveOn(broker, 'orders')
    await broker.stop()
    await broker.restart()
    await liveOn(broker, 'returns')
  })

  test('ZooKeepers take turns on one data directory, under a broker that keeps its session', { timeout }, async () => {
    const zookeeper = await servers.zookeeper('ours')
    const broker = await servers.broker('ours', zookeeper)
    const owner = await registrationOwner(zookeeper)
    for (const [turn, maker] of (['real', 'ours'] as const).entries()) {
      await zookeeper.stop(turn === 0 ? 'SIGTERM' : 'SIGKILL')
      await zookeeper.restart(maker)
      expect(await registrationOwner(zookeeper)).toBe(owner)
      await WireClient.with(broker.port, (client) => client.createTopic(`turn-${turn}`))
    }
    const topics = await withZooKeeper(zookeeper, (client) => client.children('/brokers/topics'))
    expect([...topics.children].sort()).toEqual(['turn-0', 'turn-1'])
  })
})

function registrationOwner(zookeeper: Server): Promise<bigint | undefined> {
  return withZooKeeper(zookeeper, async (client) => (await client.exists('/brokers/ids/0'))?.ephemeralOwner)
}

describe.skipIf(!realKafka)('a log directory', () => {
  test.each<{ writer: Maker; reader: Maker; end: NodeJS.Signals }>([
    { writer: 'ours', reader: 'real', end: 'SIGTERM' },
    { writer: 'ours', reader: 'real', end: 'SIGKILL' },
    { writer: 'real', reader: 'ours', end: 'SIGTERM' },
    { writer: 'real', reader: 'ours', end: 'SIGKILL' },
  ])('written by $writer until $end is read by $reader', { timeout }, async ({ writer, reader, end }) => {
    const zookeeper = await servers.zookeeper('ours', shortTicks)
    const broker = await servers.broker(writer, zookeeper, shortSession)
    const stored = await WireClient.with(broker.port, store)
    await broker.stop(end)
    if (end === 'SIGKILL') await registrationGone(zookeeper)
    else await checkIndexes(broker)
    await broker.restart(reader)
    await WireClient.with(broker.port, async (client) => {
      for (const name of [topic, 'trimmed']) await client.led(name)
      await checkRecords(client)
      await checkOffsets(client)
      if (end === 'SIGTERM') await checkTrimmed(client)
      await checkGroups(client, stored)
    })
    if (reader === 'real') await checkByRealTools(broker, stored.producerId)
    await WireClient.with(broker.port, (client) => checkProducer(client, stored))
  })
})

async function checkByRealTools(broker: Server, producerId: number): Promise<void> {
  const bootstrap = ['--bootstrap-server', `localhost:${broker.port}`]
  const [consumed, groups, producers] = await Promise.all([
    runTool('real', 'kafka-console-consumer', [
      ...bootstrap,
      ...['--topic', topic, '--from-beginning', '--max-messages', String(recordCount)],
    ]),
    runTool('real', 'kafka-consumer-groups', [...bootstrap, '--describe', '--all-groups']),
    runTool('real', 'kafka-transactions', [...bootstrap, 'describe-producers', '--topic', topic, '--partition', '0']),
  ])
  expect(consumed.stdout.split('\n')).toEqual(Array.from({ length: recordCount }, (_, offset) => valueAt(offset)))
  expect(groups.stdout).toMatch(new RegExp(`^readers\\s+${topic}\\s+0\\s+42\\s+${recordCount}\\s+58\\s+test-\\S+`, 'm'))
  expect(groups.stdout).toMatch(new RegExp(`^loners\\s+${topic}\\s+0\\s+7\\s+${recordCount}\\s+93\\s+-`, 'm'))
  expect(producers.stdout).toMatch(new RegExp(`^${producerId}\\s+0\\s+-1\\s+${recordCount - 1}\\s`, 'm'))
}

/** The real tool's word on the indexes of a broker that was stopped in order. */
async function checkIndexes(broker: Server): Promise<void> {
  const folder = path.join(broker.folder, 'logs', `${topic}-0`)
  const indexes = readdirSync(folder).filter((name) => /\.(index|timeindex)$/.test(name))
  const files = indexes.map((name) => path.join(folder, name)).join(',')
  const { stdout, stderr, exitCode } = await runTool('real', 'kafka-dump-log', [
    '--verify-index-only',
    '--files',
    files,
  ])
  expect(stdout).not.toMatch(/mismatch|not found|corrupt/i)
  expect(exitCode, stderr).toBe(0)
}
