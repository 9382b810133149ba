import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runTool } from '../kit/tool.ts'

/** What the real kafka-storage of 3.7.0 says of server properties that make no server; each case changes a file that is fine. */
const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-configs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Settings = Readonly<Record<string, string | undefined>>

const combined: Settings = {
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.quorum.voters': '1@localhost:9093',
  listeners: 'PLAINTEXT://:9092,CONTROLLER://:9093',
  'controller.listener.names': 'CONTROLLER',
  'log.dirs': path.join(folder, 'data'),
}
const broker: Settings = {
  'process.roles': 'broker',
  listeners: 'PLAINTEXT://:9092',
  'controller.quorum.voters': '9@localhost:9093',
}
const controller: Settings = { 'process.roles': 'controller', listeners: 'CONTROLLER://:9093' }
const withZooKeeper: Settings = {
  'process.roles': undefined,
  listeners: 'PLAINTEXT://:9092',
  'controller.listener.names': undefined,
  'controller.quorum.voters': undefined,
  'zookeeper.connect': 'localhost:1',
}

async function info(changes: Settings) {
  const lines = Object.entries({ ...combined, ...changes }).map(([name, value]) =>
    value === undefined ? '' : `${name}=${value}\n`,
  )
  const file = path.join(folder, 'server.properties')
  writeFileSync(file, lines.join(''))
  return runTool('ours', 'kafka-storage', ['info', '-c', file])
}

const config = 'org.apache.kafka.common.config.ConfigException: '
const illegal = 'java.lang.IllegalArgumentException: '
const unmet = `${illegal}requirement failed: `
const form = 'Each entry should be in the form `{id}@{host}:{port}`.'

const unknownListener = (listeners: string, listener: string) => {
  const reason = `No security protocol defined for listener ${listener}`
  return `${illegal}Error creating broker listeners from '${listeners}': ${reason}\nCaused by: ${illegal}${reason}`
}
const noController = unknownListener('PLAINTEXT://:9092,CONTROLLER://:9093', 'CONTROLLER')

const faults: Readonly<Record<string, readonly [Settings, string][]>> = {
  roles: [
    [{ 'process.roles': '' }, noController],
    [
      { 'process.roles': 'broker,broker' },
      `${config}Duplicate role names found in \`process.roles\`: ArrayBuffer(broker, broker)`,
    ],
    [
      { 'process.roles': 'controller' },
      `${unmet}The listeners config must only contain KRaft controller listeners from controller.listener.names when process.roles=controller`,
    ],
    [
      { ...controller, 'advertised.listeners': 'CONTROLLER://localhost:9093' },
      `${unmet}The advertised.listeners config must be empty when process.roles=controller`,
    ],
    [
      { ...broker, 'node.id': '9' },
      `${unmet}If process.roles contains just the 'broker' role, the node id 9 must not be included in the set of voters controller.quorum.voters=Set(9)`,
    ],
    [
      { ...broker, 'control.plane.listener.name': 'PLAINTEXT' },
      `${unmet}control.plane.listener.name is not supported in KRaft mode.`,
    ],
  ],
  ids: [
    [{ 'broker.id': '2' }, `${config}You must set \`node.id\` to the same value as \`broker.id\`.`],
    [
      { 'node.id': '9', 'controller.quorum.voters': '1@localhost:9093,2@h:1,3@h:2,4@h:2,5@h:2' },
      `${unmet}If process.roles contains the 'controller' role, the node id 9 must be included in the set of voters controller.quorum.voters=HashSet(5, 1, 2, 3, 4)`,
    ],
    [
      { ...withZooKeeper, 'node.id': '2000' },
      `${unmet}broker.id must be greater than or equal to -1 and not greater than reserved.broker.max.id`,
    ],
  ],
  voters: [
    [
      { 'controller.quorum.voters': 'x', 'node.id': undefined },
      `${config}Invalid configuration value for controller.quorum.voters. ${form}`,
    ],
    [{ 'controller.quorum.voters': 'x@h:1' }, `${config}Failed to parse voter ID as an integer from x`],
    [
      { 'controller.quorum.voters': '1@localhost:x' },
      `${config}Failed to parse host name from entry 1@localhost:x for the configuration controller.quorum.voters. ${form}`,
    ],
    [{ 'controller.quorum.voters': '1@h:99999' }, `${illegal}port out of range:99999`],
  ],
  listeners: [
    [
      { listeners: 'x', 'node.id': undefined },
      'org.apache.kafka.common.KafkaException: Unable to parse a listener name from x',
    ],
    [{ 'controller.listener.names': 'PLAINTEXT' }, noController],
    [
      { 'controller.listener.names': 'CONTROLLER,PLAINTEXT' },
      `${unmet}There must be at least one advertised listener. Perhaps all listeners appear in controller.listener.names?`,
    ],
    [
      { 'controller.listener.names': 'CONTROLLER,X' },
      `${unmet}controller.listener.names must only contain values appearing in the 'listeners' configuration when running the KRaft controller role`,
    ],
    [
      { ...broker, 'controller.listener.names': undefined },
      `${unmet}controller.listener.names must contain at least one value when running KRaft with just the broker role`,
    ],
    [
      { ...broker, 'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT' },
      `${config}Controller listener with name CONTROLLER defined in controller.listener.names not found in listener.security.protocol.map  (an explicit security mapping for each controller listener is required if listener.security.protocol.map is non-empty, or if there are security protocols other than PLAINTEXT in use)`,
    ],
    [
      { 'listener.security.protocol.map': 'x' },
      `${illegal}Error parsing configuration property 'listener.security.protocol.map': begin 0, end -1, length 1`,
    ],
    [
      { 'advertised.listeners': 'CONTROLLER://localhost:9093' },
      `${unmet}The advertised.listeners config must not contain KRaft controller listeners from controller.listener.names when process.roles contains the broker role because Kafka clients that send requests via advertised listeners do not send requests to KRaft controllers -- they only send requests to KRaft brokers.`,
    ],
    [
      { 'early.start.listeners': 'X' },
      `${config}early.start.listeners contains listener X, but this is not contained in listeners or controller.listener.names`,
    ],
    [
      { ...withZooKeeper, 'controller.listener.names': 'CONTROLLER' },
      `${unmet}controller.listener.names must be empty when not running in KRaft mode: [CONTROLLER]`,
    ],
  ],
  values: [
    [{ 'log.dirs': ' , ' }, `${unmet}At least one log directory must be defined via log.dirs or log.dir.`],
    [
      { 'inter.broker.protocol.version': '2.8' },
      `${config}A non-KRaft version 2.8 given for inter.broker.protocol.version. The minimum version is 3.0-IV1`,
    ],
    [
      { 'zookeeper.metadata.migration.enable': 'true' },
      `${config}If using \`zookeeper.metadata.migration.enable\` in KRaft mode, \`zookeeper.connect\` must also be set.`,
    ],
    [
      { 'group.coordinator.rebalance.protocols': 'consumer' },
      `${config}Disabling the 'classic' protocol is not supported.`,
    ],
    [
      { 'replica.socket.timeout.ms': '10' },
      `${unmet}replica.socket.timeout.ms should always be at least replica.fetch.wait.max.ms to prevent unnecessary socket timeouts`,
    ],
    [
      { 'connections.max.idle.ms': '0' },
      `${unmet}connection.failed.authentication.delay.ms=100 should always be less than connections.max.idle.ms=0 to prevent failed authentication responses from timing out`,
    ],
    [
      { 'group.consumer.heartbeat.interval.ms': '1' },
      `${unmet}group.consumer.heartbeat.interval.ms must be greater than or equals to group.consumer.min.heartbeat.interval.ms`,
    ],
  ],
}

describe.each(Object.entries(faults))('%s', (_, cases) => {
  test.each(cases)('%j', async (changes, fault) => {
    const { stdout, stderr, exitCode } = await info(changes)
    expect(stderr).toBe(`Exception in thread "main" ${fault}`)
    expect([stdout, exitCode]).toEqual(['', 1])
  })
})

test.each<[Settings]>([
  [controller],
  [broker],
  [withZooKeeper],
  [{ ...broker, 'controller.listener.names': 'SSL' }],
  [{ 'controller.quorum.voters': '1@:9093' }],
  [{ listeners: 'PLAINTEXT://:9092,controller://:9093' }],
])('%j is taken', async (changes) => {
  const { stdout, stderr } = await info(changes)
  expect([stdout, stderr]).toEqual([`Found problem:\n  ${folder}/data does not exist\n`, ''])
})
