import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeBrokerRegistration } from '../../../src/broker/znodes/broker-registration.ts'
import { KafkaCluster } from '../../kit/kafka-cluster.ts'
import { ServerSet } from '../../kit/server-set.ts'
import { freePort, type Server } from '../../kit/servers.ts'
import { runTool } from '../../kit/tool.ts'
import { ZooKeeperEnsemble } from '../../kit/zookeeper-ensemble.ts'
import { withZooKeeper } from '../../kit/zookeeper-view.ts'
import { faults, sentences } from './findings.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
const servers = new ServerSet()
let cluster: KafkaCluster

beforeAll(async () => {
  const makers = { zookeeper: 'ours', brokers: ['ours', 'ours', 'ours'] } as const
  const more = { 'offsets.topic.replication.factor': '1', 'replica.lag.time.max.ms': '3000' }
  cluster = await KafkaCluster.start(servers, makers, more)
  await cluster.createTopic('orders', [[0, 1, 2]], { 'min.insync.replicas': '2' })
})
afterAll(async () => {
  await servers.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const zookeeperOf = ({ zookeeper }: { zookeeper: Server }) => `localhost:${zookeeper.port}`

test('a healthy cluster: a line for each check, and 0', async () => {
  const args = ['--bootstrap-server', cluster.bootstrap, '--zookeeper', zookeeperOf(cluster)]
  const { stdout, stderr, exitCode } = await runTool('ours', 'kafkabox', ['doctor', ...args])
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 })
  expect(stdout).toContain(
    `ok     ZooKeeper server localhost:${cluster.zookeeper.port}: it answers, and is standalone.`,
  )
  expect(stdout).toMatch(/^ok {5}cluster: its id is \S+\.$/m)
  expect(stdout).toMatch(/^ok {5}controller: it is broker \d\.$/m)
  for (const { port } of cluster.brokers)
    expect(stdout).toMatch(new RegExp(`broker \\d at localhost:${port}: it answers`))
  expect(stdout).toMatch(/^ok {5}partitions: all 1 have a leader and all replicas in sync\.\n\d+ checks, no faults$/m)
})

test('nothing to look at is said', async () => {
  const { stderr, exitCode } = await runTool('ours', 'kafkabox', ['doctor'])
  expect({ stderr, exitCode }).toEqual({
    stderr: 'kafkabox: say what to look at: --bootstrap-server, --zookeeper or --config, or several of them',
    exitCode: 1,
  })
})

test('addresses that lead nowhere, or to somebody else', async () => {
  const web = createServer((_request, response) => response.end())
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve))
  const address = web.address()
  const webPort = typeof address === 'object' ? address?.port : 0
  const dead = await freePort()
  try {
    const named = [`localhost:${dead}`, 'no-such-host.invalid:9092', zookeeperOf(cluster), `127.0.0.1:${webPort}`]
    expect(sentences(await faults('--bootstrap-server', named.join(',')))).toEqual([
      `bootstrap server localhost:${dead}: nothing listens on localhost:${dead}`,
      'bootstrap server no-such-host.invalid:9092: none of the bootstrap servers has a name that resolves',
      `bootstrap server ${zookeeperOf(cluster)}: ${zookeeperOf(cluster)} is a ZooKeeper server`,
      `bootstrap server 127.0.0.1:${webPort}: 127.0.0.1:${webPort} speaks HTTP, not Kafka's protocol`,
    ])
    expect(sentences(await faults('--zookeeper', `localhost:${dead}`))).toEqual([
      `ZooKeeper server localhost:${dead}: nothing listens on localhost:${dead}`,
    ])
    const broker = cluster.broker(0).port
    expect(sentences(await faults('--zookeeper', `localhost:${broker}`))[0]).toMatch(
      new RegExp(`^ZooKeeper server localhost:${broker}: (it takes connections but says nothing|what answers is no)`),
    )
  } finally {
    web.close()
  }
})

describe('a broker of another cluster', () => {
  let zookeeper: Server
  let broker: Server
  let advertised: number

  beforeAll(async () => {
    zookeeper = await servers.zookeeper('ours')
    const [port, inside] = [await freePort(), await freePort()]
    advertised = await freePort()
    broker = await servers.broker('ours', zookeeper, {
      'broker.id': '5',
      port: String(port),
      listeners: `PLAINTEXT://localhost:${port},INSIDE://localhost:${inside}`,
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,INSIDE:PLAINTEXT',
      'inter.broker.listener.name': 'INSIDE',
      'advertised.listeners': `PLAINTEXT://localhost:${advertised},INSIDE://localhost:${inside}`,
    })
  })

  test('tells an address that leads nowhere, and is not of the ZooKeeper named', async () => {
    const found = await faults('--bootstrap-server', `localhost:${broker.port}`, '--zookeeper', zookeeperOf(cluster))
    expect(sentences(found)).toEqual([
      expect.stringMatching(/^cluster: the brokers are of the cluster \S+, ZooKeeper of the cluster \S+$/),
      `broker 5 at localhost:${advertised}: it can't be reached at this address, which its advertised.listeners tell: nothing listens on localhost:${advertised}`,
    ])
    expect(found[1]?.advice).toContain("or set advertised.listeners in broker 5's server.properties")
  })

  test('servers of two clusters are not one', async () => {
    const found = await faults('--bootstrap-server', `localhost:${cluster.broker(0).port},localhost:${broker.port}`)
    expect(sentences(found)[0]).toMatch(/^cluster: the servers belong to 2 clusters: /)
  })

  test('a clock that is ahead', async () => {
    const [endpoint] = [{ listener: 'PLAINTEXT', protocol: 'PLAINTEXT', host: 'localhost', port: 1 } as const]
    const registration = { endpoints: [endpoint], rack: null, jmxPort: -1, timestamp: Date.now() + 60_000 }
    await withZooKeeper(zookeeper, (client) => client.create('/brokers/ids/77', encodeBrokerRegistration(registration)))
    expect(sentences(await faults('--zookeeper', `localhost:${zookeeper.port}`))).toEqual([
      expect.stringMatching(/^broker 77: its clock was (59|60) s ahead of ZooKeeper's when it started$/),
    ])
  })
})

describe('a configuration file', () => {
  const write = (settings: Record<string, string | number>) => {
    const file = path.join(folder, 'server.properties')
    const all = { 'broker.id': 1, 'log.dirs': path.join(folder, 'logs'), ...settings }
    writeFileSync(
      file,
      Object.entries(all)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(''),
    )
    return file
  }
  const zookeeper = () => ({ 'zookeeper.connect': zookeeperOf(cluster) })

  test('that is fine', async () => {
    const listeners = `PLAINTEXT://localhost:${await freePort()}`
    expect(await faults('--config', write({ 'broker.id': 11, listeners, ...zookeeper() }))).toEqual([])
    const running = `PLAINTEXT://localhost:${cluster.broker(1).port}`
    expect(await faults('--config', write({ listeners: running, ...zookeeper() }))).toEqual([])
  })

  test('with a bad value', async () => {
    const file = write({ 'num.partitions': 0 })
    expect(sentences(await faults('--config', file))).toEqual([
      `${file}: Invalid value 0 for configuration num.partitions: Value must be at least 1`,
    ])
  })

  test('with a port that is taken, a name that nobody knows, and the folder of another broker', async () => {
    const logs = path.join(cluster.broker(0).folder, 'logs')
    const listeners = `PLAINTEXT://localhost:${cluster.zookeeper.port}`
    const advertised = { 'advertised.listeners': 'PLAINTEXT://no-such-host.invalid:9092' }
    const file = write({ 'broker.id': 11, listeners, ...advertised, 'log.dirs': logs, ...zookeeper() })
    expect(sentences(await faults('--config', file))).toEqual([
      `listener ${listeners}: its port is taken by what is no broker: ${zookeeperOf(cluster)} is a ZooKeeper server`,
      'advertised listener PLAINTEXT://no-such-host.invalid:9092: the name no-such-host.invalid does not resolve here',
      `log directory ${logs}: it belongs to broker 0 (meta.properties), and not to broker 11`,
    ])
  })
})

test('an ensemble without a leader', async () => {
  const ensemble = await ZooKeeperEnsemble.start(['ours', 'ours', 'ours'])
  try {
    const healthy = await runTool('ours', 'kafkabox', ['doctor', '--zookeeper', ensemble.connectString])
    expect(healthy.stdout).toContain('ok     ensemble: it has a leader; 3 of 3 serve.')
    const [first, second, third] = ensemble.servers
    await first?.stop('SIGKILL')
    await second?.stop('SIGKILL')
    // One that was the leader takes a while to notice that nobody follows.
    await expect
      .poll(async () => sentences(await faults('--zookeeper', ensemble.connectString)))
      .toEqual(
        expect.arrayContaining([
          `ZooKeeper server 127.0.0.1:${third?.port}: it finds no leader, and serves nobody`,
          `ZooKeeper server 127.0.0.1:${first?.port}: nothing listens on 127.0.0.1:${first?.port}`,
        ]),
      )
  } finally {
    await ensemble.dispose()
  }
})

test('a log directory that is offline', async () => {
  const file = path.join(folder, 'file')
  writeFileSync(file, '')
  const logDirs = `${path.join(folder, 'good')},${file}/bad`
  const other = await servers.broker('ours', cluster.zookeeper, { 'broker.id': '6', 'log.dirs': logDirs })
  const found = sentences(await faults('--bootstrap-server', `localhost:${other.port}`))
  expect(found).toContain(
    `broker 6 at localhost:${other.port}: its log directory ${file}/bad is offline (KAFKA_STORAGE_ERROR)`,
  )
  await other.stop('SIGKILL')
})

describe('the cluster loses brokers', () => {
  const look = () => faults('--bootstrap-server', `localhost:${cluster.broker(0).port}`)

  test('one: partitions lag behind', async () => {
    const group = ['--group', 'g', '--topic', 'orders', '--reset-offsets', '--to-earliest', '--execute']
    await runTool('ours', 'kafka-consumer-groups', ['--bootstrap-server', cluster.bootstrap, ...group])
    await cluster.moveController(0)
    await cluster.kill(2)
    await expect
      .poll(async () => sentences(await look()))
      .toContain('partitions: there is one with replicas that are not in sync, on broker 2: orders-0')
    expect(sentences(await look()).join('\n')).toMatch(/^__consumer_offsets: it is kept by one broker only, though/m)
  })

  test('two: writes are refused, and what only they kept has no leader', async () => {
    await cluster.kill(1)
    await expect
      .poll(async () => (await look()).map(({ sentence }) => sentence).join('\n'))
      .toMatch(/without a leader: __consumer_offsets-\d[\s\S]*refused: orders-0/)
  })
})
