import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { execa } from 'execa'
import { fastJava } from '../../kit/real-kafka.ts'
import { binOf, type Maker } from '../../kit/servers.ts'

export interface FailedStart {
  readonly exitCode: number | undefined
  /** What was wrong, without timestamps, classes and stack frames. */
  readonly reason: string
  readonly output: string
}

/** Starts a server that can't run with these settings, and waits for its end. */
export async function failingStart(
  maker: Maker,
  executable: 'kafka-server-start' | 'zookeeper-server-start',
  folder: string,
  settings: Record<string, string>,
): Promise<FailedStart> {
  const file = path.join(folder, `trouble-${maker}.properties`)
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`)
  writeFileSync(file, lines.join(''))
  const { all, exitCode } = await execa(path.join(binOf(maker), executable), [file], {
    env: { ...fastJava, LOG_DIR: folder },
    all: true,
    reject: false,
    timeout: 120_000,
  })
  return { exitCode, reason: reasonIn(all), output: all }
}

/** Ours says it in the exception behind its line at ERROR; the real one in the last exception that its log shows, or in that line. */
function reasonIn(output: string): string {
  const [, fatal] = /^\[[^\]]+\] ERROR .*Prepare to shutdown \(\S+\)\norg\.apache\.[\w.$]+: (.*)$/m.exec(output) ?? []
  if (fatal !== undefined) return fatal
  const lines = output.split('\n')
  const thrown = lines.findLast((line) => /^[\w.$]+(Exception|Error): /.test(line))
  const error = lines.findLast((line) => /^\[[^\]]+\] ERROR /.test(line)) ?? ''
  return thrown?.replace(/^[\w.$]+: /, '') ?? error.replace(/^\[[^\]]+\] \w+ /, '').replace(/ \(\S+\)$/, '')
}
