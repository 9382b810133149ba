import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'

const { env } = process
const caches = env.XDG_CACHE_HOME ?? path.join(env.HOME ?? homedir(), '.cache')

/** The oracles and where test/real/setup.sh puts them: what we reproduce, and the newest that our tools are to work with. */
const folders = {
  '3.7.0': env.KAFKA_REAL ?? path.join(caches, 'kafka-real-3.7.0'),
  '4.3.1': path.join(caches, 'kafka-real-4.3.1'),
}
type Version = keyof typeof folders

function answers(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

export const hasJava = answers('java', '-version')

/** Installs the real Kafkas where Java and Maven are there; says in a line each which can't be had, and why. */
export function installRealKafka(): string[] {
  if (!hasJava) return ['no java here: what needs a real Kafka is skipped']
  return Object.entries(folders).flatMap(([version, folder]) => {
    const setup = path.resolve(import.meta.dirname, '../real/setup.sh')
    const { status } = spawnSync('bash', [setup, version, folder], { stdio: ['ignore', 'ignore', 'inherit'] })
    if (status === 0) return []
    const reason = answers('mvn', '-v') ? 'could not be fetched' : 'needs mvn to be fetched'
    return [`the real Kafka ${version} ${reason}: what needs it is skipped`]
  })
}

function installed(version: Version): { bin: string; libs: string } | undefined {
  const folder = folders[version]
  if (!hasJava || !existsSync(path.join(folder, '.complete'))) return undefined
  return { bin: path.join(folder, 'bin'), libs: path.join(folder, 'libs') }
}

/** The real Kafka's folders, undefined where it can't be had. Tests: `describe.skipIf(!realKafka)`. */
export const realKafka = installed('3.7.0')

/** A Kafka 4, which has no ZooKeeper: see kraft.ts. */
export const realKafka4 = installed('4.3.1')

/** For functional runs only: halves the JVM's start. */
export const fastJava = { KAFKA_REAL_FAST: '1' }

/** A broker of the oldest Kafka that our tools are to work with; the long tests install it. */
export const oldestKafka = installOldest(path.join(caches, 'kafka-real-2.1.1'))

function installOldest(folder: string): { bin: string } | undefined {
  if (!realKafka) return undefined
  const install = path.resolve(import.meta.dirname, 'oldest-kafka/install.sh')
  if (env.KAFKABOX_LONG) spawnSync('bash', [install, folder, realKafka.libs], { stdio: 'inherit' })
  return existsSync(path.join(folder, '.complete')) ? { bin: path.join(folder, 'bin') } : undefined
}
