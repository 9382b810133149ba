import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realKafka } from '../kit/real-kafka.ts'
import { ServerSet } from '../kit/server-set.ts'
import { freePort, removeFolder, type Server } from '../kit/servers.ts'
import { WireClient } from '../kit/wire-client.ts'
import { failingStart } from './trouble/start.ts'

const servers = new ServerSet()
const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-trouble-'))
let zookeeper: Server
let broker: Server
/** Settings of one more broker, which only what a test adds to them keeps from starting. */
let another: Record<string, string>

beforeAll(async () => {
  zookeeper = await servers.zookeeper('ours')
  broker = await servers.broker('ours', zookeeper)
  another = {
    'broker.id': '1',
    listeners: `PLAINTEXT://localhost:${await freePort()}`,
    'log.dirs': path.join(folder, 'logs'),
    'zookeeper.connect': `localhost:${zookeeper.port}`,
  }
})
afterAll(async () => {
  await servers.dispose()
  removeFolder(folder)
})

/** What is wrong with each is said before ZooKeeper is asked for anything; the words are Kafka's. */
const badSettings: [setting: string, value: string, reason: string][] = [
  ['num.network.threads', 'abc', 'Invalid value abc for configuration num.network.threads: Not a number of type INT'],
  ['log.retention.ms', '9e9', 'Invalid value 9e9 for configuration log.retention.ms: Not a number of type LONG'],
  [
    'auto.create.topics.enable',
    'maybe',
    'Invalid value maybe for configuration auto.create.topics.enable: Expected value to be either true or false',
  ],
  [
    'offsets.topic.num.partitions',
    '0',
    'Invalid value 0 for configuration offsets.topic.num.partitions: Value must be at least 1',
  ],
  [
    'compression.type',
    'zip',
    'Invalid value zip for configuration compression.type: String must be one of: uncompressed, zstd, lz4, snappy, gzip, producer',
  ],
  [
    'log.cleanup.policy',
    'shred',
    'Invalid value shred for configuration log.cleanup.policy: String must be one of: compact, delete',
  ],
  [
    'inter.broker.protocol.version',
    '9.9',
    'Invalid value 9.9 for configuration inter.broker.protocol.version: Version 9.9 is not a valid version',
  ],
  [
    'broker.id',
    '-5',
    'requirement failed: broker.id must be greater than or equal to -1 and not greater than reserved.broker.max.id',
  ],
  [
    'listeners',
    'BOGUS://localhost:1',
    "Error creating broker listeners from 'BOGUS://localhost:1': No security protocol defined for listener BOGUS",
  ],
  [
    'advertised.listeners',
    'PLAINTEXT://0.0.0.0:9',
    'requirement failed: advertised.listeners cannot use the nonroutable meta-address 0.0.0.0. Use a routable IP address.',
  ],
]

describe('a broker with a setting that makes no sense', () => {
  test.each(badSettings)('%s=%s', async (setting, value, reason) => {
    const failed = await failingStart('ours', 'kafka-server-start', folder, { ...another, [setting]: value })
    expect(failed).toMatchObject({ exitCode: 1, reason })
    expect(failed.output).not.toMatch(/^\s+at /m)
  })

  test.skipIf(!realKafka)('words that the real one chooses too', async () => {
    for (const [setting, value, reason] of badSettings) {
      const failed = await failingStart('real', 'kafka-server-start', folder, { ...another, [setting]: value })
      expect(failed).toMatchObject({ exitCode: 1, reason })
    }
  })
})

describe('a broker that can not have what it needs', () => {
  async function expectRefusal(settings: Record<string, string>, reason: string | RegExp): Promise<void> {
    const failed = await failingStart('ours', 'kafka-server-start', folder, { ...another, ...settings })
    expect(failed.exitCode, failed.output).toBe(1)
    expect(failed.reason).toMatch(reason)
    expect(failed.output).not.toMatch(/^\s+at /m)
    await WireClient.with(broker.port, (client) => client.consume('__consumer_offsets').catch(() => undefined))
  }

  test('no ZooKeeper', async () => {
    const settings = { 'zookeeper.connect': 'localhost:1', 'zookeeper.connection.timeout.ms': '500' }
    await expectRefusal(settings, 'Timed out waiting for connection while in state: CONNECTING')
  })

  test('a port that another program has', async () => {
    await expectRefusal(
      { listeners: `PLAINTEXT://127.0.0.1:${zookeeper.port}` },
      `Socket server failed to bind to 127.0.0.1:${zookeeper.port}: Address already in use.`,
    )
  })

  test('an address that another broker is known by', async () => {
    await expectRefusal(
      { 'advertised.listeners': `PLAINTEXT://localhost:${broker.port}` },
      `requirement failed: Configured end points localhost:${broker.port} in advertised listeners are already registered by broker 0`,
    )
  })

  test("a running broker's id", async () => {
    const settings = { 'broker.id': '0', 'log.dirs': path.join(folder, 'twin') }
    await expectRefusal(settings, 'KeeperErrorCode = NodeExists')
  })

  test("another broker's log directory", async () => {
    await expectRefusal(
      { 'log.dirs': path.join(broker.folder, 'logs') },
      /^Stored node id 0 doesn't match previous node id 1 in /,
    )
  })

  test('a log directory that is in use', async () => {
    await expectRefusal(
      { 'broker.id': '0', 'log.dirs': path.join(broker.folder, 'logs') },
      /^Failed to acquire lock on file \.lock in .*\. A Kafka instance in another process or thread is using this directory\.$/,
    )
  })

  test('a log directory that can not be made', async () => {
    await expectRefusal(
      { 'log.dirs': '/proc/nothing/here' },
      'Shutdown broker because none of the specified log dirs from /proc/nothing/here can be created or validated',
    )
  })

  test('a log directory that is a file', async () => {
    const file = path.join(folder, 'file')
    writeFileSync(file, '')
    await expectRefusal({ 'log.dirs': file }, /^Shutdown broker because none of the specified log dirs from/)
  })
})

describe('a ZooKeeper that can not have what it needs', () => {
  test.each([
    ['a taken port', () => ({ clientPort: String(zookeeper.port) }), 1, /address already in use/i],
    [
      'a data directory that can not be made',
      () => ({ dataDir: '/proc/nothing' }),
      3,
      /Unable to access datadir, exiting abnormally: .*\/proc\/nothing/,
    ],
    ['a tick that is no number', () => ({ tickTime: 'x' }), 2, /x/],
    ['a port that is no number', () => ({ clientPort: 'http' }), 2, /http/],
  ] as const)('%s', async (_, trouble, exitCode, reason) => {
    const dataDir = path.join(folder, 'zookeeper')
    mkdirSync(dataDir, { recursive: true })
    const settings = { dataDir, clientPort: '0', 'admin.enableServer': 'false', ...trouble() }
    const failed = await failingStart('ours', 'zookeeper-server-start', folder, settings)
    expect(failed.exitCode, failed.output).toBe(exitCode)
    expect(failed.output).toMatch(reason)
  })
})
