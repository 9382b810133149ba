import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as tls from 'node:tls'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeBrokerRegistration } from '../../../src/broker/znodes/broker-registration.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import { FakeBroker } from '../../client/fake-broker.ts'
import { ServerSet } from '../../kit/server-set.ts'
import { certificates, serverTls } from '../../kit/server-tls.ts'
import { binOf, eventually, freePort, type Server } from '../../kit/servers.ts'
import { canMount, mountSmallDisk } from '../../kit/small-disk.ts'
import { withZooKeeper } from '../../kit/zookeeper-view.ts'
import { faults, faultsIn, sentences } from './findings.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kafkabox-'))
const servers = new ServerSet()
let zookeeper: Server
let secure: string
let broker: Server
let logs: string

beforeAll(async () => {
  const securePort = await freePort()
  zookeeper = await servers.zookeeper('ours', { secureClientPort: String(securePort), ...serverTls })
  secure = `localhost:${securePort}`
  logs = path.join(folder, 'logs')
  broker = await servers.broker('ours', zookeeper, {
    'broker.id': '3',
    'log.dirs': logs,
    'offsets.topic.replication.factor': '3',
    'zookeeper.session.timeout.ms': '40000',
  })
})
afterAll(async () => {
  await servers.dispose()
  rmSync(folder, { recursive: true, force: true })
})

const plain = () => `localhost:${zookeeper.port}`

function file(name: string, settings: Readonly<Record<string, string | number>>): string {
  const full = path.join(folder, name)
  const lines = Object.entries(settings).map(([key, value]) => `${key}=${value}\n`)
  writeFileSync(full, lines.join(''))
  return full
}

/** Of a broker that could be started here. */
async function serverFile(settings: Readonly<Record<string, string | number>>): Promise<string> {
  const listeners = `PLAINTEXT://localhost:${await freePort()}`
  const all = { 'broker.id': 4, listeners, 'log.dirs': path.join(folder, 'more-logs'), 'zookeeper.connect': plain() }
  return file('server.properties', { ...all, ...settings })
}

describe('a ZooKeeper with TLS', () => {
  const stores = (trust: string) => ({
    'zookeeper.ssl.client.enable': 'true',
    'zookeeper.clientCnxnSocket': 'org.apache.zookeeper.ClientCnxnSocketNetty',
    'zookeeper.ssl.keystore.location': path.join(certificates, 'client.p12'),
    'zookeeper.ssl.keystore.password': 'changeit',
    'zookeeper.ssl.truststore.location': path.join(certificates, trust),
    'zookeeper.ssl.truststore.password': 'changeit',
  })

  test('is spoken to with what the broker’s file says, or a file for it', async () => {
    const config = await serverFile({ 'zookeeper.connect': secure, ...stores('trust.jks') })
    expect(await faults('--config', config)).toEqual([])
    const client = file('client.properties', stores('trust.p12'))
    expect(await faults('--zookeeper', secure, '--zk-tls-config-file', client)).toEqual([])
  })

  test('and what keeps one from speaking to it', async () => {
    expect(sentences(await faults('--zookeeper', secure))).toEqual([
      `ZooKeeper server ${secure}: it speaks TLS, and was asked without`,
    ])
    const client = file('client.properties', stores('trust.jks'))
    const wrong = (server: string, with_ = client) => faults('--zookeeper', server, '--zk-tls-config-file', with_)
    expect(sentences(await wrong(plain()))).toEqual([`ZooKeeper server ${plain()}: ${plain()} does not speak TLS`])
    const stranger = file('stranger.properties', {
      ...stores('trust.jks'),
      'zookeeper.ssl.truststore.location': path.join(certificates, 'foreign.pem'),
    })
    expect(sentences(await wrong(secure, stranger))).toEqual([
      expect.stringMatching(`^ZooKeeper server ${secure}: TLS with ${secure} did not come about`),
    ])
    const missing = file('missing.properties', { ...stores('trust.jks'), 'zookeeper.ssl.keystore.location': '/nix' })
    expect(sentences(await wrong(secure, missing))).toEqual([expect.stringMatching(`^ZooKeeper ${secure}: .*/nix`)])
  })
})

test('no group can begin where the offsets topic is to have more replicas than there are brokers', async () => {
  expect(sentences(await faults('--bootstrap-server', `localhost:${broker.port}`))).toEqual([
    '__consumer_offsets: no consumer group can begin: offsets.topic.replication.factor is 3, and there is one broker',
  ])
})

describe('a broker that could not start', () => {
  test('for its id, its folder, its port', async () => {
    const id = sentences(await faults('--config', await serverFile({ 'broker.id': 3 })))
    expect(id).toEqual([
      `broker 3: another broker of this id is registered already, at PLAINTEXT://localhost:${broker.port}`,
    ])
    const running = { 'broker.id': 3, listeners: `PLAINTEXT://localhost:${broker.port}`, 'log.dirs': logs }
    expect(await faults('--config', await serverFile(running))).toEqual([])
    const own = path.join(folder, 'own')
    mkdirSync(own)
    writeFileSync(path.join(own, 'meta.properties'), 'version=0\nbroker.id=4\ncluster.id=somethingElse\n')
    const notAFolder = file('file', {})
    const folders = await faults('--config', await serverFile({ 'log.dirs': `${own},${notAFolder}/below` }))
    expect(sentences(folders)).toEqual([
      expect.stringMatching(`^log directory ${own}: it belongs to the cluster somethingElse .*, and ZooKeeper to`),
      `log directory ${notAFolder}/below: ${notAFolder} is no folder`,
    ])
  })

  test('for somebody else on its port', async () => {
    const stranger = tls.createServer().on('tlsClientError', () => {})
    await new Promise<void>((resolve) => stranger.listen(0, 'localhost', resolve))
    const address = stranger.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    try {
      const listeners = `PLAINTEXT://localhost:${port}`
      expect(sentences(await faults('--config', await serverFile({ listeners })))).toEqual([
        `listener ${listeners}: its port is taken by what is no broker: localhost:${port} speaks TLS, and this client does not`,
      ])
      const withLogin = {
        listeners: `SASL_PLAINTEXT://localhost:${port}`,
        'inter.broker.listener.name': 'SASL_PLAINTEXT',
      }
      expect(sentences(await faults('--config', await serverFile(withLogin)))).toEqual([
        `listener SASL_PLAINTEXT://localhost:${port}: its port is taken by what speaks TLS`,
      ])
    } finally {
      stranger.close()
    }
  })

  test('for want of files', async () => {
    const doctor = [path.join(binOf('ours'), 'kafkabox'), 'doctor', '--json', '--config', await serverFile({})]
    const told = await execa('bash', ['-c', 'ulimit -n 1500; exec "$0" "$@"', ...doctor], { reject: false })
    expect(sentences(await faultsIn(told))).toEqual([
      'open files: a broker may have only 1500 of them, and needs some for each partition and one for each client',
    ])
  })

  test('for a file that is not there', async () => {
    expect(sentences(await faults('--config', '/nowhere/server.properties'))).toEqual([
      '/nowhere/server.properties: there is no such file, or this user may not read it',
    ])
  })

  test.skipIf(!canMount)('for a disk that is nearly full (skipped where none can be mounted)', async () => {
    const disk = await mountSmallDisk(10)
    try {
      const [program = '', ...words] = disk.within
      await execa(program, [...words, 'dd', 'if=/dev/zero', `of=${disk.folder}/filler`, 'bs=1M', 'count=10'], {
        reject: false,
      })
      const config = await serverFile({ 'log.dirs': disk.folder })
      const doctor = [path.join(binOf('ours'), 'kafkabox'), 'doctor', '--json', '--config', config]
      const told = await execa(program, [...words, ...doctor], { reject: false })
      expect(sentences(await faultsIn(told))).toEqual([`log directory ${disk.folder}: only 0.0 % of its disk are free`])
    } finally {
      disk.dispose()
    }
  })
})

test('brokers of several releases', async () => {
  const other = await FakeBroker.start()
  const endpoints = [{ listener: 'PLAINTEXT', protocol: 'PLAINTEXT', host: '127.0.0.1', port: other.port } as const]
  const registration = encodeBrokerRegistration({ endpoints, rack: null, jmxPort: -1, timestamp: Date.now() })
  try {
    await withZooKeeper(zookeeper, async (client) => {
      const { id }: { id: string } = JSON.parse(String((await client.get('/cluster/id')).data))
      other.on(Metadata, () => ({ brokers: [other.self], controllerId: 0, clusterId: id, topics: [] }))
      await client.create('/brokers/ids/8', registration)
    })
    const found = async () => sentences(await faults('--bootstrap-server', `localhost:${broker.port}`)).join('\n')
    const told = /^releases: broker 3 and broker 8 don't understand the same requests: they are of different releases$/m
    await eventually('the doctor sees both', async () => told.test(await found()))
  } finally {
    await withZooKeeper(zookeeper, (client) => client.delete('/brokers/ids/8', -1))
    await other.stop()
  }
})

test('a cluster without a controller', async () => {
  // The broker sleeps meanwhile: else it would take the post itself.
  broker.signal('SIGSTOP')
  await withZooKeeper(zookeeper, async (client) => {
    await client.delete('/controller', -1)
    await client.create('/controller', Buffer.from('{"version":1,"brokerid":77,"timestamp":"0"}'))
  })
  broker.signal('SIGCONT')
  expect(sentences(await faults('--zookeeper', plain()))).toEqual([
    'ZooKeeper: the cluster has no controller: /controller names broker 77, which is not registered',
  ])
})
