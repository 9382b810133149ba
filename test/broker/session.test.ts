import { afterEach, expect, it } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { silentLogger } from '../../src/base/logger.ts'
import { systemRandom } from '../../src/base/random.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import { Metadata } from '../../src/wire/kafka/metadata.ts'
import { buildBatch } from '../../src/wire/records/builder.ts'
import { ZooKeeperClient } from '../../src/zookeeper/client/client.ts'
import { eventually } from '../kit/servers.ts'
import { WireClient } from '../kit/wire-client.ts'
import { TestCluster } from './kit/cluster.ts'
import { CuttableNetwork } from './kit/cuttable.ts'

async function unregistered(port: number): Promise<boolean> {
  const zookeeper = await ZooKeeperClient.connect({
    servers: [{ host: '127.0.0.1', port }],
    ...{ sessionTimeoutMs: 10_000, transport: tcpTransport, clock: systemClock, random: systemRandom },
    logger: silentLogger,
  })
  const found = await zookeeper.exists('/brokers/ids/0')
  await zookeeper.close()
  return found === undefined
}

const settings = { 'zookeeper.session.timeout.ms': '3000', 'zookeeper.connection.timeout.ms': '20000' }

let cluster: TestCluster
afterEach(() => cluster.close())

it('registers again, and is the controller again, after its session expired; nothing is lost', async () => {
  const network = new CuttableNetwork()
  cluster = await TestCluster.start(settings, network.transport)
  const client = await WireClient.connect(cluster.port)
  await client.createTopic('before')
  await client.produce('before', buildBatch([{ timestamp: 1, key: null, value: Buffer.from('kept') }]))
  const elections = () => cluster.lines.filter((line) => line.includes('successfully elected')).length
  network.cut(cluster.zookeeper.address.port)
  await eventually('the session expired', () => unregistered(cluster.zookeeper.address.port))
  network.mend()
  await eventually('a second election', () => elections() === 2)
  await eventually('a controller', async () => (await client.ask(Metadata, 1, { topics: [] })).controllerId === 0)
  await client.createTopic('after')
  expect((await client.consume('before')).map(({ value }) => value?.toString())).toEqual(['kept'])
  const again = buildBatch([{ timestamp: 2, key: null, value: Buffer.from('more') }])
  expect(await client.produce('before', again)).toEqual({ error: 'NONE', offset: 1 })
  client.close()
})
