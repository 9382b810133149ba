import path from 'node:path'
import { execa } from 'execa'
import { expect } from 'vitest'
import { isolated } from '../kit/isolated.ts'
import { fastJava } from '../kit/real-kafka.ts'

/**
 * Plays a transcript against a folder of executables, in namespaces of its own where the system allows it; fails with
 * what the runner said. `runner` is the bundle of runner/main.ts.
 */
export function playScenario(runner: string, bin: string, name: string): Promise<void> {
  return playFile(runner, ['--bin', bin], transcriptOf(name), archiveless.has(name) ? slowJava : fastJava)
}

/** Here a tool prints members of JSON as reflection finds them, which is another order in classes out of an archive. */
const archiveless: ReadonlySet<string> = new Set(['tools-perf'])
const slowJava = { KAFKA_REAL_FAST: '' }

export function transcriptOf(name: string): string {
  return path.join(import.meta.dirname, 'scenarios', `${name}.txt`)
}

export async function playFile(
  runner: string,
  options: readonly string[],
  file: string,
  env: Record<string, string> = fastJava,
): Promise<void> {
  const run = isolated(['node', runner, ...options, file])
  try {
    const [program = '', ...args] = run.command
    const { all, exitCode } = await execa(program, args, { all: true, reject: false, env })
    expect(exitCode, all).toBe(0)
  } finally {
    run.dispose()
  }
}
