import { readdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { bundleProgram } from '../kit/bundle.ts'
import { realKafka } from '../kit/real-kafka.ts'
import type { Maker } from '../kit/servers.ts'
import { mixedFolder } from './mixed-folder.ts'
import { playScenario } from './play-scenario.ts'
import waitingFor from './waiting.json' with { type: 'json' }

/** By `npm run test:long` all of them are played, in a quarter of an hour; otherwise those that cover most in little time. */
const isLong = process.env.KAFKABOX_LONG !== undefined
const telling = {
  'real tools': [
    'seed-01-topic',
    'seed-05-group-and-topic-delete',
    'topics-create',
    'zk-piped',
    'seed-09-zookeeper-ensemble',
  ],
  'our tools': [
    'seed-06-group-members',
    'topics-alter-delete',
    'groups-describe',
    'producer-basics',
    'zk-piped',
    'seed-09-zookeeper-ensemble',
  ],
}

const waiting = new Map(Object.entries(waitingFor))
const all = readdirSync(path.join(import.meta.dirname, 'scenarios'))
  .map((file) => path.basename(file, '.txt'))
  .filter((name) => !waiting.has(name))

let runner: string
beforeAll(async () => {
  runner = await bundleProgram('test/verbatim/runner/main.ts')
})

function playedBy(tools: Maker, servers: Maker, names: readonly string[]): void {
  let folder: string
  beforeAll(() => {
    folder = mixedFolder(tools, servers)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of isLong ? all : names) {
    test(name, { timeout: 300_000 }, () => playScenario(runner, folder, name))
  }
}

describe.skipIf(!realKafka)('the real tools on our servers', () => playedBy('real', 'ours', telling['real tools']))
describe.skipIf(!realKafka)('our tools on the real servers', () => playedBy('ours', 'real', telling['our tools']))
