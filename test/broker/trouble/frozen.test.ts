import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AcknowledgedLoad } from '../../kit/acknowledged-load.ts'
import { checkAcknowledged } from '../../kit/acknowledged-records.ts'
import { KafkaCluster } from '../../kit/kafka-cluster.ts'
import { checkReplicas } from '../../kit/replicas.ts'
import { ServerSet } from '../../kit/server-set.ts'
import { eventually } from '../../kit/servers.ts'
import { withZooKeeper } from '../../kit/zookeeper-view.ts'
import { oneRecord } from '../kit/batches.ts'

const ours = { zookeeper: 'ours', brokers: ['ours', 'ours', 'ours'] } as const
const settings = { 'replica.lag.time.max.ms': '2000', 'min.insync.replicas': '2' }

const servers = new ServerSet()
let cluster: KafkaCluster
beforeEach(async () => {
  cluster = await KafkaCluster.start(servers, ours, settings)
})
afterEach(() => servers.dispose())

const leaderOf = async (topic: string, from: number) => (await cluster.partitions(topic, from))[0]?.leader ?? -1

/** Past the end of its session. */
const forgotten = (id: number) =>
  eventually(`the session of broker ${id} is over`, () =>
    withZooKeeper(cluster.zookeeper, async (client) => (await client.exists(`/brokers/ids/${id}`)) === undefined),
  )

const startLoad = () =>
  AcknowledgedLoad.start(cluster.bootstrap, { topic: 't', partitions: 1, perSecond: 1000, requestTimeoutMs: 3000 })

describe('a broker that froze for longer than its session', () => {
  it('is no leader any more when it thaws, whatever it was asked before; no acknowledged record is lost', async () => {
    await cluster.moveController(0)
    await cluster.createTopic('t', [[1, 2, 0]])
    const load = await startLoad()
    await load.more(1000)
    cluster.freeze(1)
    // These lie in its socket until it thaws: it is the leader as far as it knows.
    const late = Array.from({ length: 5 }, (_, i) =>
      cluster.at(1, (client) => client.produce('t', oneRecord(String(1e9 + i)))).catch((error: Error) => error.message),
    )
    await forgotten(1)
    await eventually('another leads', async () => ![1, -1].includes(await leaderOf('t', 0)))
    await load.more(2000)
    await cluster.thaw(1)
    for (const answer of await Promise.all(late)) expect(answer).not.toMatchObject({ error: 'NONE' })
    await cluster.inSync('t')
    await load.more(1000)
    await load.stop()
    await checkAcknowledged(load, (partition) => cluster.consume('t', partition))
    await checkReplicas(cluster, 't')
  })

  it('is no controller any more when it thaws: what it still wants is refused', async () => {
    await cluster.moveController(2)
    await cluster.createTopic('t', [[2, 0, 1]])
    const load = await startLoad()
    await load.more(1000)
    cluster.freeze(2)
    await forgotten(2)
    await eventually('another is controller', async () => [0, 1].includes(await cluster.controller()))
    const successor = await cluster.controller()
    await load.more(1000)
    await cluster.thaw(2)
    expect(await cluster.controller()).toBe(successor)
    await cluster.createTopic('after', [[2, 0, 1]])
    await cluster.inSync('t')
    await load.more(1000)
    await load.stop()
    await checkAcknowledged(load, (partition) => cluster.consume('t', partition))
    await checkReplicas(cluster, 't')
  })
})
