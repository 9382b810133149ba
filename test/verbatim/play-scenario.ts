import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { expect } from 'vitest'
import { isolated } from '../kit/isolated.ts'
import { fastJava } from '../kit/real-kafka.ts'

/**
 * Plays a transcript after a change to its text. `runner` is the bundle of runner/main.ts, `bin` a folder of executables,
 * `options` are the runner's.
 */
export async function playScenario(
  runner: string,
  bin: string,
  name: string,
  change: (text: string) => string,
  ...options: string[]
): Promise<void> {
  // Not under /tmp, which scenarios have for themselves.
  const folder = mkdtempSync(path.join(path.dirname(runner), 'transcript-'))
  try {
    const file = path.join(folder, `${name}.txt`)
    writeFileSync(file, change(readFileSync(transcriptOf(name), 'utf8')))
    await play(runner, [...options, '--bin', bin, file], name)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function transcriptOf(name: string): string {
  return path.join(import.meta.dirname, 'scenarios', `${name}.txt`)
}

/** Here a tool prints members of JSON as reflection finds them, which is another order in classes out of an archive. */
const archiveless: ReadonlySet<string> = new Set(['tools-perf'])
const slowJava = { KAFKA_REAL_FAST: '' }

/** In namespaces of its own where the system allows it; fails with what the runner said. */
async function play(runner: string, args: readonly string[], name: string): Promise<void> {
  const run = isolated(['node', runner, ...args])
  try {
    const [program = '', ...rest] = run.command
    const env = archiveless.has(name) ? slowJava : fastJava
    const { all, exitCode } = await execa(program, rest, { all: true, reject: false, env })
    expect(exitCode, all).toBe(0)
  } finally {
    run.dispose()
  }
}
