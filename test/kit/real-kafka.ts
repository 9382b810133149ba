import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'

const { env } = process

/** Where test/real/setup.sh puts the real Apache Kafka 3.7.0. */
const folder =
  env.KAFKA_REAL ?? path.join(env.XDG_CACHE_HOME ?? path.join(env.HOME ?? homedir(), '.cache'), 'kafka-real-3.7.0')

function answers(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

export const hasJava = answers('java', '-version')

/** Installs the real Kafka where Java and Maven are there; says in one line why not, otherwise. */
export function installRealKafka(): string | undefined {
  if (existsSync(path.join(folder, '.complete'))) return undefined
  if (!hasJava) return 'no java here: what needs the real Kafka is skipped'
  if (!answers('mvn', '-v')) return 'no mvn here: what needs the real Kafka is skipped'
  const setup = path.resolve(import.meta.dirname, '../real/setup.sh')
  const { status } = spawnSync('bash', [setup, folder], { stdio: ['ignore', 'ignore', 'inherit'] })
  return status === 0 ? undefined : 'the real Kafka could not be fetched: what needs it is skipped'
}

/** The real Kafka's folders, undefined where it can't be had. Tests: `describe.skipIf(!realKafka)`. */
export const realKafka =
  hasJava && existsSync(path.join(folder, '.complete'))
    ? { bin: path.join(folder, 'bin'), libs: path.join(folder, 'libs') }
    : undefined

/** For functional runs only: halves the JVM's start. */
export const fastJava = { KAFKA_REAL_FAST: '1' }
