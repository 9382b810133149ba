import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { bundleProgram } from '../kit/bundle.ts'
import { canIsolate } from '../kit/isolated.ts'
import { realKafka } from '../kit/real-kafka.ts'
import type { Maker } from '../kit/servers.ts'
import { allowingFor } from './allowances.ts'
import { mixedFolder } from './mixed-folder.ts'
import { playScenario } from './play-scenario.ts'
import { playableOn } from './scenarios.ts'
import { playLimitMs, seated } from './seated.ts'

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
  for (const name of names) {
    const change = (text: string) => allowingFor({ tools, servers: [servers] }, name, text)
    const play = () => playScenario(runner, folder, name, change)
    test(name, { timeout: playLimitMs }, seated(play))
  }
}

const options = { concurrent: canIsolate }
const everywhere = playableOn('any')
const onRealServers = playableOn('any', 'real servers')
describe.skipIf(!realKafka)('our tools on the real servers', options, () => playedBy('ours', 'real', onRealServers))
describe.skipIf(!realKafka)('the real tools on our servers', options, () => playedBy('real', 'ours', everywhere))
