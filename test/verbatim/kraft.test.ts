import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { bundleProgram } from '../kit/bundle.ts'
import { canIsolate } from '../kit/isolated.ts'
import { realKafka4 } from '../kit/real-kafka.ts'
import type { Maker } from '../kit/servers.ts'
import { allowingFor } from './allowances.ts'
import { mixedFolder } from './mixed-folder.ts'
import { rewordedForKafka4, whyNotOnKafka4 } from './on-kafka-4.ts'
import { playScenario } from './play-scenario.ts'
import { playableOn } from './scenarios.ts'
import { playLimitMs, seated } from './seated.ts'

let runner: string
beforeAll(async () => {
  runner = await bundleProgram('test/verbatim/runner/main.ts')
})

function playedBy(tools: Maker): void {
  let folder: string
  beforeAll(() => {
    folder = mixedFolder(tools, 'real 4')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of playableOn('any', 'real servers', 'real Kafka 4')) {
    const reason = whyNotOnKafka4(name)
    const change = (text: string) => rewordedForKafka4(allowingFor({ tools, servers: ['real 4'] }, name, text))
    const play = () => playScenario(runner, folder, name, change, '--kraft')
    test.skipIf(reason)(reason ? `${name}: ${reason}` : name, { timeout: playLimitMs }, seated(play))
  }
}

const options = { concurrent: canIsolate }
describe.skipIf(!realKafka4)('our tools on a real Kafka 4', options, () => playedBy('ours'))
/** By `npm run test:long`: whether what ours are held to is what Kafka 3.7's own tools do there. */
const isLong = process.env.KAFKABOX_LONG !== undefined
describe.skipIf(!(realKafka4 && isLong))('the tools of 3.7 on a real Kafka 4', options, () => playedBy('real'))
