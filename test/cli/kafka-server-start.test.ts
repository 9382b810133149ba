import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { root } from '../kit/bundle.ts'
import { eventually } from '../kit/servers.ts'
import { runTool } from '../kit/tool.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-start-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('Ctrl-C ends a broker that still waits for its ZooKeeper', async () => {
  const file = path.join(folder, 'server.properties')
  writeFileSync(
    file,
    `zookeeper.connect=localhost:1\nlog.dirs=${folder}/logs\nzookeeper.connection.timeout.ms=600000\n`,
  )
  const broker = execa(path.join(root, 'bin/kafka-server-start'), [file], { reject: false, timeout: 120_000 })
  let output = ''
  broker.stdout.on('data', (text: Buffer) => {
    output += text
  })
  await eventually('an attempt to connect', () => output.includes('Opening socket connection'))
  broker.kill('SIGINT')
  expect(await broker).toMatchObject({ exitCode: 130, timedOut: false })
})

test('a file that is not there is named as Kafka does', async () => {
  const { stdout, exitCode } = await runTool('ours', 'kafka-server-start', [path.join(folder, 'nowhere.properties')])
  expect(stdout).toContain(`java.nio.file.NoSuchFileException: ${folder}/nowhere.properties`)
  expect(exitCode).toBe(1)
})

const nobody = path.join(folder, 'nobody.properties')
writeFileSync(nobody, `zookeeper.connect=localhost:1\nlog.dirs=${folder}/logs\nzookeeper.connection.timeout.ms=300\n`)
const fatal = 'ERROR Exiting Kafka due to fatal exception (kafka.Kafka$)\n'

test.each([
  [
    ['--override', 'broker.id=x'],
    'org.apache.kafka.common.config.ConfigException: Invalid value x for configuration broker.id: Not a number of type INT',
  ],
  [
    ['--override', 'zookeeper.connect='],
    'org.apache.kafka.common.config.ConfigException: Missing required configuration `zookeeper.connect` which has no default value.',
  ],
  [
    ['--override', 'listeners=PLAINTEXT://:x'],
    "java.lang.IllegalArgumentException: Error creating broker listeners from 'PLAINTEXT://:x': Unable to parse PLAINTEXT://:x to a broker endpoint",
  ],
  [['--override'], 'joptsimple.OptionMissingRequiredArgumentException: Option override requires an argument'],
  [['--nope'], 'joptsimple.UnrecognizedOptionException: nope is not a recognized option'],
])('%j: what makes no broker is told as Kafka tells it', async (args, fault) => {
  const { stdout, exitCode } = await runTool('ours', 'kafka-server-start', [nobody, ...args])
  expect(stdout.replace(/^\[.*?\] /, '')).toBe(`${fatal}${fault}`)
  expect(exitCode).toBe(1)
})

test('no ZooKeeper lets it in', async () => {
  const { stdout, exitCode } = await runTool('ours', 'kafka-server-start', [nobody, '--override', 'odd'])
  const thrown =
    'kafka.zookeeper.ZooKeeperClientTimeoutException: Timed out waiting for connection while in state: CONNECTING'
  const told = stdout.replace(/^\[.*?\] /gm, '')
  expect(told).toContain(
    `ERROR Fatal error during KafkaServer startup. Prepare to shutdown (kafka.server.KafkaServer)\n${thrown}\n`,
  )
  expect(told).toContain(`ERROR Exiting Kafka due to fatal exception during startup. (kafka.Kafka$)\n${thrown}`)
  expect(exitCode).toBe(1)
})

test('words that belong to no option bring the help', async () => {
  const { stdout, stderr, exitCode } = await runTool('ours', 'kafka-server-start', [nobody, 'a', 'b'])
  expect(stderr).toMatch(/^Found non argument parameters: a,b\nOption +Description *\n/)
  expect([stdout, exitCode]).toEqual(['', 1])
})
