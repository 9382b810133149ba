import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../kit/bundle.ts'
import { hasTerminals, Terminal } from '../../kit/terminal.ts'
import { runTool } from '../../kit/tool.ts'

const folders = ['man/man1', 'man/man5'].map((folder) => path.join(root, folder))
const files = folders.flatMap((folder) => readdirSync(folder).map((file) => path.join(folder, file)))
const help = (...args: string[]) => runTool('ours', 'kafkabox', ['help', ...args])

const isThere = (program: string) => spawnSync(program, ['--version']).error === undefined

/** What a program complains of in any page. */
function complaints(program: string, ...args: string[]): string {
  return files
    .map((file) => spawnSync(program, [...args, file], { encoding: 'utf8', env: { ...process.env, MANWIDTH: '80' } }))
    .map(({ stderr }) => stderr)
    .join('')
}

describe('every page of the manual', () => {
  test.skipIf(!isThere('groff'))('is fine by groff (skipped where it is missing)', () => {
    expect(complaints('groff', '-man', '-ww', '-Tutf8', '-Kutf8')).toBe('')
  })

  test.skipIf(!isThere('man'))('renders by man -l without a warning (skipped where it is missing)', () => {
    expect(complaints('man', '--warnings', '-l')).toBe('')
  })

  test.skipIf(!isThere('mandoc'))('has nothing that mandoc calls an error (skipped where it is missing)', () => {
    expect(complaints('mandoc', '-T', 'lint', '-W', 'error')).toBe('')
  })

  test('is there for each command, and tells its options', async () => {
    const { commands } = await listed()
    expect(commands).toEqual(expect.arrayContaining(['kafka-topics', 'kafka-configs', 'zookeeper-shell', 'kafkabox']))
    for (const name of readdirSync(path.join(root, 'src/cli/commands'))) {
      expect(commands).toContain(name.replace('.ts', ''))
    }
    const { stdout } = await help('kafka-leader-election')
    expect(stdout).toContain('       --election-type <[PREFERRED,UNCLEAN]: election type>\n')
  })

  test('points to pages that are there', async () => {
    const names = new Set(files.map((file) => path.basename(file)))
    for (const file of files) {
      const references = readFileSync(file, 'utf8')
        .replaceAll('\\-', '-')
        .matchAll(/([\w.-]+)\((\d)\)/g)
      for (const [, name, section] of references) expect([...names], file).toContain(`${name}.${section}`)
    }
  })
})

async function listed() {
  const { stdout } = await help()
  const names = stdout.split('\n').map((line) => line.split(' ')[0] ?? '')
  return { commands: names }
}

describe('kafkabox help', () => {
  test('shows a page as text where there is no terminal, in lines of 80 columns', async () => {
    const { stdout, exitCode } = await help('server.properties')
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(/^NAME\n {7}server\.properties - the settings of a Kafka broker\n\nDESCRIPTION\n/)
    expect(stdout).toContain(
      '\n       min.insync.replicas\n              With fewer replicas in sync a write with acks=all is refused.',
    )
    expect(stdout).toContain('int; default 1; at least 1; can be changed while brokers run')
    expect(stdout).not.toContain('\\')
  })

  test('takes names with .sh, and without kafka- in front', async () => {
    const whole = (await help('kafka-topics')).stdout
    for (const name of ['kafka-topics.sh', 'topics']) expect((await help(name)).stdout).toBe(whole)
  })

  test('knows kafkabox’s own commands', async () => {
    expect((await help('doctor')).stdout).toBe((await help('kafkabox')).stdout)
  })

  test('says when there is no such page', async () => {
    expect(await help('kafkaesque')).toEqual({
      stdout: '',
      stderr: "kafkabox: there is no page on 'kafkaesque'; `kafkabox help` lists them all",
      exitCode: 1,
    })
  })

  test.skipIf(!hasTerminals)('opens it on a terminal (skipped where util-linux’s script is missing)', async () => {
    const env = { MANPAGER: 'cat', PAGER: 'cat' }
    const terminal = new Terminal([path.join(root, 'bin/kafkabox'), 'help', 'zoo.cfg'], env)
    await terminal.shows(/the settings of a ZooKeeper server[\s\S]*zkServer\(1\)/)
    expect(await terminal.exitCode).toBe(0)
  })
})
