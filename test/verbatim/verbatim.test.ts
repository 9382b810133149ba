import path from 'node:path'
import { beforeAll, describe, test } from 'vitest'
import { bundleProgram, root } from '../kit/bundle.ts'
import { canIsolate } from '../kit/isolated.ts'
import { playScenario } from './play-scenario.ts'
import { playableOn } from './scenarios.ts'
import { playLimitMs, seated } from './seated.ts'

let runner: string
beforeAll(async () => {
  runner = await bundleProgram('test/verbatim/runner/main.ts')
})

describe('the recorded terminals', { concurrent: canIsolate }, () => {
  for (const name of playableOn('any')) {
    test(
      name,
      { timeout: playLimitMs },
      seated(() => playScenario(runner, path.join(root, 'bin'), name)),
    )
  }
})
