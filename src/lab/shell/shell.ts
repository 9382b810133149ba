import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { furnish, type LabHome } from '../lab-home.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The environment of `kafkabox shell`: our executables first in PATH, behind small stand-ins for the programs that
 * tutorials use to install and start Kafka.
 */
export function shellEnvironment(home: LabHome, bin: string, env: Environment): Record<string, string> {
  furnish(home)
  const stands = path.join(home.folder, 'shell')
  mkdirSync(stands, { recursive: true })
  for (const name of ['brew', 'docker']) {
    writeFileSync(path.join(stands, name), `#!/bin/sh\nexec kafkabox ${name} "$@"\n`, { mode: 0o755 })
  }
  return {
    PATH: [stands, bin, env.PATH ?? ''].join(path.delimiter),
    KAFKABOX_SHELL: stands,
    KAFKA_HOME: path.dirname(bin),
  }
}

/** Runs the user's shell, or one command line in it, and gives its exit code. */
export async function openShell(home: LabHome, bin: string, env: Environment, command?: string): Promise<number> {
  const shell = env.SHELL ?? '/bin/sh'
  const result = await execa(shell, command === undefined ? [] : ['-c', command], {
    stdio: 'inherit',
    reject: false,
    env: shellEnvironment(home, bin, env),
  })
  return result.exitCode ?? 1
}

/** Calls the real program of that name and gives its exit code; undefined when there is none. */
export async function callReal(name: string, args: readonly string[], env: Environment): Promise<number | undefined> {
  const program = findReal(name, env)
  if (program === undefined) return undefined
  const result = await execa(program, [...args], { stdio: 'inherit', reject: false })
  return result.exitCode ?? 1
}

/** The next program of that name in PATH behind our stand-in. */
export function findReal(name: string, env: Environment): string | undefined {
  const folders = (env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== env.KAFKABOX_SHELL)
  return folders.map((folder) => path.join(folder, name)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
