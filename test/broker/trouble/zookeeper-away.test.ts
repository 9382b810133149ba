import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AcknowledgedLoad } from '../../kit/acknowledged-load.ts'
import { checkAcknowledged } from '../../kit/acknowledged-records.ts'
import { KafkaCluster } from '../../kit/kafka-cluster.ts'
import { checkReplicas } from '../../kit/replicas.ts'
import { ServerSet } from '../../kit/server-set.ts'
import { eventually } from '../../kit/servers.ts'
import { withZooKeeper } from '../../kit/zookeeper-view.ts'

const ours = { zookeeper: 'ours', brokers: ['ours', 'ours', 'ours'] } as const
const settings = {
  'replica.lag.time.max.ms': '2000',
  'min.insync.replicas': '2',
}
const spread = [
  [0, 1, 2],
  [1, 2, 0],
  [2, 0, 1],
]

const servers = new ServerSet()
let cluster: KafkaCluster
let load: AcknowledgedLoad
beforeEach(async () => {
  cluster = await KafkaCluster.start(servers, ours, settings)
  await cluster.createTopic('t', spread)
  load = await AcknowledgedLoad.start(cluster.bootstrap, {
    ...{ topic: 't', partitions: 3, perSecond: 1000, requestTimeoutMs: 3000 },
  })
  await load.more(1000)
})
afterEach(() => servers.dispose())

/** The epoch of each broker that is registered. */
const epochs = () =>
  withZooKeeper(cluster.zookeeper, async (client) => {
    const stats = await Promise.all(cluster.ids.map((id) => client.exists(`/brokers/ids/${id}`)))
    return stats.map((stat) => Number(stat?.czxid ?? -1n))
  })

async function nothingIsLost(): Promise<void> {
  await cluster.createTopic('after', spread)
  await load.more(1000)
  await load.stop()
  await checkAcknowledged(load, (partition) => cluster.consume('t', partition))
  await checkReplicas(cluster, 't')
}

describe('a ZooKeeper that was away', () => {
  it('for longer than the sessions: the brokers register again under new epochs, and have a controller', async () => {
    const before = await epochs()
    cluster.zookeeper.signal('SIGSTOP')
    // Replication needs no ZooKeeper.
    await load.more(7000)
    cluster.zookeeper.signal('SIGCONT')
    await eventually('all are registered again', async () => {
      const now = await epochs()
      return now.every((epoch, id) => epoch > (before[id] ?? -1))
    })
    await eventually('there is a controller', async () => (await cluster.controller()) >= 0)
    expect(cluster.brokers.every((broker) => !broker.output().includes('Could not register again'))).toBe(true)
    await nothingIsLost()
  })

  it('because it was killed and started again: nobody loses his session', async () => {
    const before = await epochs()
    const controller = await cluster.controller()
    await cluster.zookeeper.stop('SIGKILL')
    await load.more(2000)
    await cluster.zookeeper.restart()
    await eventually('its sessions are there', async () => (await cluster.controller()) === controller)
    expect(await epochs()).toEqual(before)
    await nothingIsLost()
  })
})
