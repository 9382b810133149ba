import { readdirSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { bundleProgram, root } from '../kit/bundle.ts'
import { canIsolate, isolated } from '../kit/isolated.ts'

const folder = path.join(import.meta.dirname, 'scenarios')

/** Transcripts of what does not exist yet; each names the part that it waits for. */
const waiting: [RegExp, string][] = [
  [/^cluster-|^seed-0[2-4]|^seed-09/, 'clusters of several brokers or ZooKeepers'],
  [/^zk-brokers/, 'clusters of several brokers'],
  [/^tools-/, "the rest of Kafka's bin/ family"],
]
const scenarios = readdirSync(folder).map((file) => path.basename(file, '.txt'))

let runner: string
beforeAll(async () => {
  runner = await bundleProgram('test/verbatim/runner/main.ts')
})

describe('the recorded terminals', { concurrent: canIsolate }, () => {
  for (const name of scenarios) {
    const missing = waiting.find(([pattern]) => pattern.test(name))
    if (missing) test.skip(`${name} (waits for ${missing[1]})`)
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
