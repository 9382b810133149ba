import path from 'node:path'
import { beforeAll, describe, test } from 'vitest'
import { bundleProgram, root } from '../kit/bundle.ts'
import { canIsolate } from '../kit/isolated.ts'
import { allowingFor } from './allowances.ts'
import { playScenario } from './play-scenario.ts'
import { playableOn } from './scenarios.ts'
import { playLimitMs, seated } from './seated.ts'

let runner: string
beforeAll(async () => {
  runner = await bundleProgram('test/verbatim/runner/main.ts')
})

describe('the recorded terminals', { concurrent: canIsolate }, () => {
  for (const name of playableOn('any')) {
    const change = (text: string) => allowingFor({ tools: 'ours', servers: ['ours'] }, name, text)
    const play = () => playScenario(runner, path.join(root, 'bin'), name, change)
    test(name, { timeout: playLimitMs }, seated(play))
  }
})
