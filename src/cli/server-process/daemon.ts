import { spawn } from 'node:child_process'
import { mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import type { CommandContext } from '../kit/command-context.ts'
import { startedServer } from './results.ts'

/**
 * Starts this executable again, in the background and without a terminal; returns at once, as Kafka's scripts do.
 * Its output goes to `<name>.out` in `LOG_DIR`, or in `logs` beside the executable's folder.
 */
export function startDaemon(context: CommandContext, name: string, args: readonly string[]): number {
  const executable = process.argv[1] ?? ''
  const directory = context.env.LOG_DIR ?? path.resolve(path.dirname(executable), '../logs')
  mkdirSync(directory, { recursive: true })
  const output = openSync(path.join(directory, `${name}.out`), 'w')
  const options = { detached: true, stdio: ['ignore', output, output] as const, cwd: context.cwd, env: context.env }
  const child = spawn(process.execPath, [...process.execArgv, executable, ...args], {
    ...options,
    stdio: [...options.stdio],
  })
  child.unref()
  const started = child.pid === undefined ? [] : [{ pid: child.pid, addresses: null }]
  context.report.results(startedServer, started, () => '')
  return 0
}
