import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import { fastJava, realKafka } from '../kit/real-kafka.ts'
import { binOf, eventually, freePort, removeFolder } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
afterAll(() => removeFolder(folder))

const clusterId = 'MkU3OEVBNTcwNTJENDM2Qg'
let count = 0

/** A server's properties, with directories of their own. */
function properties(settings: Record<string, string>, directories = 1) {
  const logDirs = Array.from({ length: directories }, () => path.join(folder, `data-${count++}`))
  const file = path.join(folder, `server-${count++}.properties`)
  const all = { 'log.dirs': logDirs.join(','), ...settings }
  writeFileSync(
    file,
    Object.entries(all)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
  return { file, logDirs }
}

const kraft = (broker = 9092, controller = 9093) => ({
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.quorum.voters': `1@localhost:${controller}`,
  listeners: `PLAINTEXT://localhost:${broker},CONTROLLER://localhost:${controller}`,
  'controller.listener.names': 'CONTROLLER',
})

const storage = (...args: string[]) => runTool('ours', 'kafka-storage', args)
const format = (file: string, ...more: string[]) => storage('format', '-c', file, '-t', clusterId, ...more)

describe('format', () => {
  test('makes several directories ready, and --ignore-formatted those that were added', async () => {
    const { file, logDirs } = properties(kraft(), 3)
    expect(await format(file)).toMatchObject({ exitCode: 0, stderr: '' })
    const [first = '', second = ''] = logDirs
    removeFolder(second)
    const again = await format(file)
    expect(again.stderr).toMatch(
      /is already formatted\. Use --ignore-formatted to ignore this directory and format the others\.$/,
    )
    const added = await format(file, '--ignore-formatted', '--json')
    expect(JSON.parse(added.stdout)).toMatchObject({
      kind: 'directory-formatted',
      directory: second,
      metadataVersion: '3.7-IV4',
    })
    expect(readFileSync(path.join(first, 'meta.properties'), 'utf8')).toContain(`cluster.id=${clusterId}\n`)
    expect((await storage('info', '--config', file)).exitCode).toBe(0)
  })

  test('leaves what belongs to another cluster or server, or can’t be read, alone', async () => {
    const { file, logDirs } = properties(kraft())
    const [directory = ''] = logDirs
    mkdirSync(directory)
    const metaProperties = path.join(directory, 'meta.properties')
    writeFileSync(metaProperties, 'version=1\ncluster.id=other\nnode.id=1\n')
    expect((await format(file, '-g')).stderr).toContain(
      `Invalid cluster.id in: ${metaProperties}. Expected ${clusterId}, but read other`,
    )
    writeFileSync(metaProperties, `version=1\ncluster.id=${clusterId}\nnode.id=7\n`)
    expect((await format(file, '-g')).stderr).toContain("Stored node id 7 doesn't match previous node id 1 in")
    writeFileSync(metaProperties, 'version=1\n')
    expect((await format(file, '-g')).stderr).toContain('java.lang.RuntimeException: cluster.id was not found.')
    removeFolder(directory)
    writeFileSync(directory, '')
    expect((await format(file, '-g')).stderr).toContain(`I/O error trying to read log directory ${directory}.`)
  })

  test.each([
    [{ 'node.id': '-1' }, 'Missing configuration `node.id` which is required when'],
    [{ 'node.id': '2' }, "If process.roles contains the 'controller' role, the node id 2 must be included in"],
    [{ 'process.roles': 'broker' }, "just the 'broker' role, the node id 1 must not be included in"],
    [
      { 'process.roles': 'broker,broker' },
      'Duplicate role names found in `process.roles`: ArrayBuffer(broker, broker)',
    ],
    [{ 'controller.quorum.voters': '' }, 'controller.quorum.voters must contain a parseable set of voters.'],
    [{ 'process.roles': 'controller' }, 'The listeners config must only contain KRaft controller listeners'],
    [{ 'num.io.threads': '0' }, 'Invalid value 0 for configuration num.io.threads: Value must be at least 1'],
  ])('refuses a server with %j', async (settings, complaint) => {
    const { stderr, exitCode } = await format(properties({ ...kraft(), ...settings }).file)
    expect(stderr).toContain(complaint)
    expect(exitCode).toBe(1)
  })

  test.each([
    [
      ['-r', '3.0'],
      "Bootstrap metadata versions before 3.3-IV0 are not supported. Can't load metadata from format command",
    ],
    [['-r', '3.8-IV0'], 'Metadata version 3.8-IV0 is not ready for production use yet.'],
    [['-r', 'new'], 'java.lang.IllegalArgumentException: Version new is not a valid version'],
    [
      ['-r', '3.4', '-S', 'SCRAM-SHA-256=[name=a,password=b]'],
      'SCRAM is only supported in metadataVersion IBP_3_5_IV2 or later.',
    ],
    [['-S', 'SCRAM-SHA-1=[name=a,password=b]'], 'The add-scram mechanism SCRAM-SHA-1 is not supported.'],
    [['-S', 'SCRAM-SHA-256=[password=b]'], "You must supply 'name' to add-scram"],
    [['-S', 'SCRAM-SHA-256=[name=a]'], "You must supply one of 'password' or 'saltedpassword' to add-scram"],
    [['-S', 'SCRAM-SHA-256=[name=a,saltedpassword=b]'], "You must supply 'salt' with 'saltedpassword' to add-scram"],
    [
      ['-S', 'SCRAM-SHA-256=[name=a,salt="N3E=",iterations=9,password=b]'],
      "The 'iterations' value must be >= 4096 for add-scram",
    ],
  ])('refuses %j', async (more, complaint) => {
    const { stderr, exitCode } = await format(properties(kraft()).file, ...more)
    expect(stderr).toContain(complaint)
    expect(exitCode).toBe(1)
  })
})

test('info tells what is wrong', async () => {
  const { file, logDirs } = properties(kraft(), 3)
  const [first = '', second = '', third = ''] = logDirs
  for (const directory of [first, second]) mkdirSync(directory)
  writeFileSync(path.join(first, 'meta.properties'), 'version=0\ncluster.id=a\nbroker.id=1\n')
  writeFileSync(path.join(second, 'meta.properties'), 'version=x\n')
  const { stdout, exitCode } = await storage('info', '-c', file)
  expect(stdout.split('\n')).toEqual([
    "java.lang.RuntimeException: Invalid meta.properties version string 'x'",
    'Found log directories:',
    `  ${first}`,
    `  ${second}`,
    '',
    'Found metadata: {broker.id=1, cluster.id=a, version=0}',
    '',
    'Found problems:',
    `  Error loading ${second}/meta.properties: Invalid meta.properties version string 'x'`,
    `  ${third} does not exist`,
    '  The kafka configuration file appears to be for a cluster in KRaft mode, but the directories are formatted for legacy mode.',
    '',
  ])
  expect(exitCode).toBe(1)
})

test.skipIf(!realKafka)('Apache’s KRaft server starts from it, with the user that was added', async () => {
  const [broker, controller] = [await freePort(), await freePort()]
  const { file, logDirs } = properties({ ...kraft(broker, controller), 'offsets.topic.replication.factor': '1' }, 2)
  const user = 'SCRAM-SHA-512=[name=alice,salt="N3E=",iterations=8192,password=alice-secret]'
  expect(await format(file, '--add-scram', user, '--release-version', '3.6')).toMatchObject({ exitCode: 0 })
  const seen = await runTool('real', 'kafka-storage', ['info', '--config', file])
  expect(seen.stdout).toContain(`Found metadata: {cluster.id=${clusterId}, directory.id=`)
  expect(seen.exitCode).toBe(0)
  const env = { ...fastJava, LOG_DIR: folder }
  const server = execa(path.join(binOf('real'), 'kafka-server-start'), [file], { env, all: true, reject: false })
  let output = ''
  server.all?.on('data', (data) => {
    output += data
  })
  try {
    await eventually(`the server starts:\n${logDirs}`, () => output.includes('Kafka Server started'), 60_000)
    const args = ['--bootstrap-server', `localhost:${broker}`, '--describe', '--entity-type', 'users']
    const users = await runTool('ours', 'kafka-configs', args)
    expect(users.stdout).toContain(
      "SCRAM credential configs for user-principal 'alice' are SCRAM-SHA-512=iterations=8192",
    )
  } finally {
    server.kill('SIGKILL')
    await server
  }
})
