import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { MemoryDisk } from '../../src/base/disk/memory-disk.ts'
import { writeMetaProperties } from '../../src/log/index.ts'
import { start, TestCluster } from './kit/cluster.ts'

let cluster: TestCluster
const taken = createServer()

beforeAll(async () => {
  cluster = await TestCluster.start()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  taken.close()
  await cluster.close()
})

const takenPort = () => {
  const address = taken.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const failure = (settings: Record<string, string>, disk = new MemoryDisk()) =>
  start(cluster.zookeeper, disk, { 'broker.id': '7', ...settings }, []).then(
    async (broker) => {
      await broker.close()
      return 'it started'
    },
    (error: Error) => error.message,
  )

const two = {
  listeners: 'INSIDE://127.0.0.1:0,OUTSIDE://127.0.0.1:0',
  'listener.security.protocol.map': 'INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT',
}

describe('a broker that cannot start says why, in one line', () => {
  const cases: [string, () => Promise<string>, string | RegExp][] = [
    [
      'a value of the wrong type',
      () => failure({ 'num.io.threads': 'abc' }),
      'Invalid value abc for configuration num.io.threads: Not a number of type INT',
    ],
    [
      'a value out of range',
      () => failure({ 'num.io.threads': '0' }),
      'Invalid value 0 for configuration num.io.threads: Value must be at least 1',
    ],
    [
      'a flag that is none',
      () => failure({ 'delete.topic.enable': 'maybe' }),
      'Invalid value maybe for configuration delete.topic.enable: Expected value to be either true or false',
    ],
    [
      'no ZooKeeper',
      () => failure({ 'zookeeper.connect': '127.0.0.1:1', 'zookeeper.connection.timeout.ms': '100' }),
      'Timed out waiting for connection while in state: CONNECTING',
    ],
    [
      'no ZooKeeper named',
      () => failure({ 'zookeeper.connect': '' }),
      'Missing required configuration `zookeeper.connect` which has no default value.',
    ],
    [
      'a listener without protocol',
      () => failure({ listeners: 'FOO://127.0.0.1:0' }),
      "Error creating broker listeners from 'FOO://127.0.0.1:0': No security protocol defined for listener FOO",
    ],
    [
      'a listener that is none',
      () => failure({ listeners: 'nonsense' }),
      "Error creating broker listeners from 'nonsense': Unable to parse nonsense to a broker endpoint",
    ],
    [
      'no listener',
      () => failure({ listeners: '' }),
      'requirement failed: There must be at least one advertised listener.',
    ],
    [
      'a listener given twice',
      () => failure({ listeners: 'PLAINTEXT://:9092,PLAINTEXT://:9093' }),
      'requirement failed: Each listener must have a different name, listeners: PLAINTEXT://:9092,PLAINTEXT://:9093',
    ],
    [
      'an inter-broker listener that is not in the map',
      () => failure({ ...two, 'inter.broker.listener.name': 'OTHER' }),
      'Listener with name OTHER defined in inter.broker.listener.name not found in listener.security.protocol.map.',
    ],
    [
      'an inter-broker listener that is not advertised',
      () => failure(two),
      'requirement failed: inter.broker.listener.name must be a listener name defined in advertised.listeners. The valid options based on currently configured listeners are INSIDE,OUTSIDE',
    ],
    [
      'two ways to name the inter-broker listener',
      () => failure({ ...two, 'inter.broker.listener.name': 'INSIDE', 'security.inter.broker.protocol': 'PLAINTEXT' }),
      'Only one of inter.broker.listener.name and security.inter.broker.protocol should be set.',
    ],
    [
      'an advertised listener that is none',
      () => failure({ 'advertised.listeners': 'PLAINTEXT://127.0.0.1:1,SSL://127.0.0.1:2' }),
      'requirement failed: advertised.listeners listener names must be equal to or a subset of the ones defined in listeners. Found PLAINTEXT,SSL. The valid options based on the current configuration are PLAINTEXT',
    ],
    [
      'a control listener that is also the inter-broker listener',
      () => failure({ ...two, 'inter.broker.listener.name': 'INSIDE', 'control.plane.listener.name': 'INSIDE' }),
      'requirement failed: control.plane.listener.name, when defined, should have a different value from the inter broker listener name. Currently they both have the value ListenerName(INSIDE)',
    ],
    [
      'a control listener that is not in the map',
      () => failure({ ...two, 'inter.broker.listener.name': 'INSIDE', 'control.plane.listener.name': 'NOPE' }),
      'Listener with NOPE defined in control.plane.listener.name not found in listener.security.protocol.map.',
    ],
    [
      'a protocol that is none',
      () => failure({ 'listener.security.protocol.map': 'PLAINTEXT:FOO' }),
      'Invalid security protocol `FOO` defined in listener.security.protocol.map',
    ],
    [
      'a port that is taken',
      () => failure({ listeners: `PLAINTEXT://127.0.0.1:${takenPort()}` }),
      /^Socket server failed to bind to 127\.0\.0\.1:\d+: Address already in use\.$/,
    ],
    ['an id that is taken', () => failure({ 'broker.id': '0' }), 'KeeperErrorCode = NodeExists for /brokers/ids/0'],
    [
      'an address that is taken',
      () => failure({ 'advertised.listeners': `PLAINTEXT://127.0.0.1:${cluster.port}` }),
      /^requirement failed: Configured end points 127\.0\.0\.1:\d+ in advertised listeners are already registered by broker 0$/,
    ],
    [
      'a directory that another broker uses',
      () => failure({}, cluster.disk),
      /^Stored node id 0 doesn't match previous node id 7 in \/kafka-logs\/meta\.properties\./,
    ],
    [
      'a directory in use',
      () => failure({ 'broker.id': '0' }, cluster.disk),
      /^Failed to acquire lock on file \.lock in \/kafka-logs\. A Kafka instance/,
    ],
    [
      'a directory of another cluster',
      () => failure({}, diskOf('other-cluster')),
      /^Invalid cluster\.id in: \/kafka-logs\/meta\.properties\. Expected \S{22}, but read other-cluster$/,
    ],
  ]
  for (const [what, attempt, message] of cases) {
    it(what, async () => expect(await attempt()).toMatch(message))
  }
})

function diskOf(clusterId: string): MemoryDisk {
  const disk = new MemoryDisk()
  disk.makeDirectory('/kafka-logs')
  writeMetaProperties(disk, '/kafka-logs', { version: 0, clusterId, brokerId: 7 }, systemClock)
  return disk
}
