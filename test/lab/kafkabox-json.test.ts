import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import kafkaboxCommand from '../../src/cli/commands/kafkabox.ts'
import { subcommands } from '../../src/cli/kafkabox/subcommands.ts'
import { jsonLines, runJson } from '../kit/json-lines.ts'
import { freePortsInARow } from '../kit/ports.ts'
import { eventually } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'
import { bin } from './up-process.ts'

const home = mkdtempSync(path.join(tmpdir(), 'kafkabox-json-'))
const env = { KAFKABOX_HOME: home, XDG_CONFIG_HOME: home }
const seen = new Set<unknown>()

/** The lines of `kafkabox … --json`, each of which fits the schema. */
async function kafkabox(...args: string[]) {
  const told = await runJson('kafkabox', args, '', env)
  for (const { kind } of told.results) seen.add(kind)
  return told
}

afterAll(() => rmSync(home, { recursive: true, force: true }))

const fine = { exitCode: 0, diagnostics: [] }

test('each subcommand has results, but for those that hand over to other programs', () => {
  const without = subcommands.filter(({ results }) => results === undefined).map(({ name }) => name)
  expect(without).toEqual(['shell', 'brew', 'docker', 'complete'])
})

test('a profile, a page of the manual, a script', async () => {
  const none = { exitCode: 0, results: [], diagnostics: [{ warning: {} }] }
  expect(await kafkabox('profile', 'list')).toMatchObject(none)
  mkdirSync(path.join(home, 'kafkabox'))
  writeFileSync(path.join(home, 'kafkabox/profiles.properties'), 'far.bootstrap-server=far:9092\n')
  const far = { kind: 'profile', name: 'far', 'bootstrap-server': 'far:9092', 'command-config': null, zookeeper: null }
  expect(await kafkabox('profile', 'list')).toEqual({ ...fine, results: [far] })
  expect(await kafkabox('profile', 'show', 'near')).toMatchObject({ exitCode: 1, diagnostics: [{ error: {} }] })
  const pages = await kafkabox('help')
  expect(pages).toMatchObject(fine)
  expect(pages.results).toContainEqual(expect.objectContaining({ name: 'server.properties', section: 5, text: null }))
  expect(await kafkabox('help', 'kafka-topics')).toMatchObject({
    ...fine,
    results: [{ kind: 'manual-page', text: expect.stringContaining('--bootstrap-server') }],
  })
  expect(await kafkabox('completion', 'zsh')).toMatchObject({ ...fine, results: [{ shell: 'zsh' }] })
})

describe('what goes wrong is an error', () => {
  test.each([
    [['status', '--no'], "unknown option '--no'"],
    [['frob'], "unknown command 'frob'"],
    [['kill'], "missing required argument 'names'"],
    [['kill', 'kafka-7'], 'kafka-7 does not run'],
    [['up', '--brokers', 'many'], "--brokers must be a number from 1 to 100, not 'many'"],
    [['shell'], 'shell has no --json: what is printed is what the programs in it print'],
  ])('%j', async (args, message) => {
    expect(await kafkabox(...args)).toMatchObject({ exitCode: 1, results: [], diagnostics: [{ error: { message } }] })
  })

  test('a call for help is none', async () => {
    const { stdout, stderr, exitCode } = await runTool('ours', 'kafkabox', ['status', '--json', '--help'])
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
    expect(stdout).toMatch(/^Usage: kafkabox status .*\n[\s\S]*--json\b/)
  })
})

describe('servers', () => {
  const free = ['--zookeeper-port', '0', '--kafka-port', '0']

  test('of up', async () => {
    const child = execa(path.join(bin, 'kafkabox'), ['up', '--ephemeral', '--log', '--json', ...free], {
      env,
      reject: false,
    })
    let output = ''
    child.stdout.on('data', (data) => {
      output += data
    })
    await eventually('it says what it has started', () => output.includes('\n'))
    expect(await kafkabox('status')).toMatchObject({
      ...fine,
      results: [
        { name: 'zookeeper', role: 'standalone', pid: child.pid },
        { name: 'kafka-0', state: 'running' },
      ],
    })
    expect(await kafkabox('pause', 'kafka-0')).toMatchObject({ ...fine, results: [{ state: 'paused' }] })
    expect(await kafkabox('resume', 'kafka-0')).toMatchObject({ ...fine, results: [{ state: 'running' }] })
    child.kill('SIGINT')
    const { stdout, stderr, exitCode } = await child
    const told = await jsonLines('kafkabox', { stdout, stderr })
    for (const { kind } of told.results) seen.add(kind)
    expect({ exitCode, results: told.results }).toMatchObject({
      exitCode: 130,
      results: [{ kind: 'cluster-started', data: null, pid: child.pid }],
    })
    expect(told.diagnostics).toContainEqual({ log: expect.objectContaining({ logger: 'kafka.server.KafkaServer' }) })
  })

  test('in the background', async () => {
    const config = path.join(home, 'zoo.cfg')
    const port = await freePortsInARow(1)
    writeFileSync(config, `dataDir=${path.join(home, 'zookeeper')}\nclientPort=${port}\nadmin.enableServer=false\n`)
    const name = 'zookeeper'
    try {
      const started = { kind: 'service-started', name, address: `localhost:${port}` }
      expect(await kafkabox('services', 'start', name, '--config', config)).toMatchObject({
        ...fine,
        results: [{ ...started, wasRunning: false }],
      })
      expect(await kafkabox('services', 'start', name)).toMatchObject({ results: [{ ...started, wasRunning: true }] })
      expect(await kafkabox('services', 'list')).toMatchObject({ results: [{ name, state: 'running', config }, {}] })
      expect(await kafkabox('services', 'logs', name, '--lines', '2')).toMatchObject({
        ...fine,
        results: [{ kind: 'log-line', service: name }, { kind: 'log-line' }],
      })
    } finally {
      const stopped = await kafkabox('services', 'stop', name)
      expect(stopped).toEqual({ ...fine, results: [{ kind: 'service-stopped', name, wasRunning: true }] })
    }
  })
})

test('every kind was seen', () => {
  const kinds = (kafkaboxCommand.results ?? []).map(({ kind }) => kind)
  // The doctor's has tests of its own.
  expect(kinds.filter((kind) => !seen.has(kind))).toEqual(['finding'])
})
