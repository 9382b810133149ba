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
    "java.lang.IllegalArgumentException: Error creating broker listeners from 'PLAINTEXT://:x': Unable to parse PLAINTEXT://:x to a broker endpoint\nCaused by: org.apache.kafka.common.KafkaException: Unable to parse PLAINTEXT://:x to a broker endpoint",
  ],
  [
    ['--override', 'process.roles=broker'],
    'org.apache.kafka.common.config.ConfigException: Missing configuration `node.id` which is required when `process.roles` is defined (i.e. when running in KRaft mode).',
  ],
  [
    ['--override', 'remote.log.storage.system.enable=true'],
    'org.apache.kafka.common.config.ConfigException: Invalid value true for configuration remote.log.storage.system.enable: tiered storage is not available here: leave it out',
  ],
  [['--override'], 'joptsimple.OptionMissingRequiredArgumentException: Option override requires an argument'],
  [['--nope'], 'joptsimple.UnrecognizedOptionException: nope is not a recognized option'],
])('%j: what makes no broker is told as Kafka tells it', async (args, fault) => {
  const { stdout, exitCode } = await runTool('ours', 'kafka-server-start', [nobody, ...args])
  expect(stdout.replace(/^\[.*?\] /, '')).toBe(`${fatal}${fault}`)
  expect(exitCode).toBe(1)
})

test('options before the file are taken for it', async () => {
  const { stdout, stderr, exitCode } = await runTool('ours', 'kafka-server-start', [
    '--override',
    'broker.id=1',
    nobody,
  ])
  expect(stdout.replace(/^\[.*?\] /, '')).toBe(`${fatal}java.nio.file.NoSuchFileException: --override`)
  expect([stderr, exitCode]).toEqual(['', 1])
})

test('a KRaft server, which ours is none, is refused with what to do', async () => {
  const kraft = path.join(folder, 'kraft.properties')
  const settings = [
    'process.roles=broker,controller',
    'node.id=1',
    'controller.quorum.voters=1@localhost:9093',
    'listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093',
    'controller.listener.names=CONTROLLER',
    'zookeeper.connect=localhost:1',
    `log.dirs=${folder}/logs`,
  ]
  writeFileSync(kraft, `${settings.join('\n')}\n`)
  const { stdout, exitCode } = await runTool('ours', 'kafka-server-start', [kraft])
  expect(stdout).toMatch(
    /ConfigException: Invalid value broker,controller for configuration process\.roles: .*leave process\.roles out and set zookeeper\.connect/,
  )
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
