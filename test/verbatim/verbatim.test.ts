import { readdirSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleProgram, root } from '../kit/bundle.ts'
import { canIsolate, isolated } from '../kit/isolated.ts'
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
    else test(name, { timeout: 300_000 }, () => passes(name))
  }
})

async function passes(name: string): Promise<void> {
  const bin = path.join(root, 'bin')
  const run = isolated(['node', runner, '--bin', bin, path.join(folder, `${name}.txt`)])
  onDispose.push(run.dispose)
  const [program = '', ...args] = run.command
  const { all, exitCode } = await execa(program, args, { all: true, reject: false })
  expect(exitCode, all).toBe(0)
}

const onDispose: (() => void)[] = []
afterAll(() => {
  for (const dispose of onDispose) dispose()
})
