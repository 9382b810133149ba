import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { bundleProgram } from '../kit/bundle.ts'
import { canIsolate } from '../kit/isolated.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { allowingFor } from './allowances.ts'
import { type Exchange, exchangedFolder } from './exchanged-folder.ts'
import { playScenario } from './play-scenario.ts'
import { playableOn } from './scenarios.ts'
import { playLimitMs, seated } from './seated.ts'

/** The tutorials' transcripts and those of clusters, by the brokers in them. */
const onOneBroker = [
  'seed-01-topic',
  'seed-02-replication-factor',
  'seed-05-group-and-topic-delete',
  'seed-06-group-members',
  'seed-07-offsets',
  'seed-08-multi-partition',
  'seed-10-terminal-prompt',
  'cluster-restart',
]
const onTwoBrokers = ['cluster-min-isr']
const onThreeBrokers = ['seed-03-three-brokers', 'seed-04-server-stop', 'cluster-failover', 'cluster-reassign']

/** By `npm run test:long` every transcript is played with any one broker, then any two exchanged; otherwise a few are. */
const isLong = process.env.KAFKABOX_LONG !== undefined
const zookeepers = ['ours', 'real'] as const
const anyOneOrTwo = [[0], [1], [2], [0, 1], [0, 2], [1, 2]]

interface Play extends Exchange {
  readonly scenario: string
}

function plays(scenarios: readonly string[], exchanges: readonly (readonly number[])[]): Play[] {
  return zookeepers.flatMap((zookeeper) =>
    exchanges.flatMap((real) => scenarios.map((scenario) => ({ scenario, real, zookeeper }))),
  )
}

const all = [
  ...plays(onOneBroker, [[0]]),
  ...plays(onTwoBrokers, [[0], [1], [0, 1]]),
  ...plays(onThreeBrokers, anyOneOrTwo),
]
const telling: Play[] = [
  { scenario: 'seed-03-three-brokers', real: [1], zookeeper: 'ours' },
  { scenario: 'seed-04-server-stop', real: [0, 2], zookeeper: 'ours' },
  // The real one is killed, comes back and leaves. As the controller it may tell of a leaving broker of ours when that has
  // long ended, and our kafka-topics has asked: the transcript has a broker that takes a second to end.
  { scenario: 'cluster-failover', real: [2], zookeeper: 'real' },
]

const playable = new Set(playableOn('any'))
const chosen = (isLong ? all : telling).filter(({ scenario }) => playable.has(scenario))

let runner: string
beforeAll(async () => {
  runner = await bundleProgram('test/verbatim/runner/main.ts')
})

const folders = new Map<string, string>()
afterAll(() => {
  for (const folder of folders.values()) rmSync(folder, { recursive: true, force: true })
})

function folderFor(exchange: Exchange): string {
  const key = `${exchange.real} ${exchange.zookeeper}`
  const folder = folders.get(key) ?? exchangedFolder(exchange)
  folders.set(key, folder)
  return folder
}

describe.skipIf(!realKafka)('the recorded terminals with real brokers among ours', { concurrent: canIsolate }, () => {
  for (const play of chosen) {
    const { scenario, real, zookeeper } = play
    const name = `${scenario}: broker ${real.join(' and ')} real, ${zookeeper} ZooKeeper`
    const change = (text: string) => allowingFor({ tools: 'ours', servers: ['ours', 'real'] }, scenario, text)
    test(
      name,
      { timeout: playLimitMs },
      seated(() => playScenario(runner, folderFor(play), scenario, change)),
    )
  }
})
