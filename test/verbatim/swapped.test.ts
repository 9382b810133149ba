import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { bundleProgram } from '../kit/bundle.ts'
import { canIsolate } from '../kit/isolated.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { allowingFor, type Cast } from './allowances.ts'
import { mixedFolder } from './mixed-folder.ts'
import { playScenario } from './play-scenario.ts'
import { playableOn } from './scenarios.ts'
import { playLimitMs, seated } from './seated.ts'

let runner: string
beforeAll(async () => {
  runner = await bundleProgram('test/verbatim/runner/main.ts')
})

function playedBy(cast: Cast, names: readonly string[]): void {
  let folder: string
  beforeAll(() => {
    folder = mixedFolder(cast.tools, cast.servers)
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of names) {
    const play = () => playScenario(runner, folder, name, (text) => allowingFor(cast, name, text))
    test(name, { timeout: playLimitMs }, seated(play))
  }
}

const options = { concurrent: canIsolate }
const everywhere = playableOn('any')
const onRealServers = playableOn('any', 'real servers')
describe.skipIf(!realKafka)('our tools on the real servers', options, () =>
  playedBy({ tools: 'ours', servers: 'real' }, onRealServers),
)
describe.skipIf(!realKafka)('the real tools on our servers', options, () =>
  playedBy({ tools: 'real', servers: 'ours' }, everywhere),
)
