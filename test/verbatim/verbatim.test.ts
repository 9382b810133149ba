import { readdirSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, test } from 'vitest'
import { bundleProgram, root } from '../kit/bundle.ts'
import { canIsolate } from '../kit/isolated.ts'
import { playScenario } from './play-scenario.ts'
import waitingFor from './waiting.json' with { type: 'json' }

const folder = path.join(import.meta.dirname, 'scenarios')

/** Transcripts of what does not exist yet, and the part that each waits for. */
const waiting = new Map(Object.entries(waitingFor))
const scenarios = readdirSync(folder).map((file) => path.basename(file, '.txt'))

let runner: string
beforeAll(async () => {
  runner = await bundleProgram('test/verbatim/runner/main.ts')
})

describe('the recorded terminals', { concurrent: canIsolate }, () => {
  for (const name of scenarios) {
    const missing = waiting.get(name)
    if (missing !== undefined) test.skip(`${name} (waits for ${missing})`)
    else test(name, { timeout: 300_000 }, () => playScenario(runner, path.join(root, 'bin'), name))
  }
})
