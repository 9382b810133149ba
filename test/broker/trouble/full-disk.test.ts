import path from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { AcknowledgedLoad } from '../../kit/acknowledged-load.ts'
import { checkAcknowledged } from '../../kit/acknowledged-records.ts'
import { KafkaCluster } from '../../kit/kafka-cluster.ts'
import { ServerSet } from '../../kit/server-set.ts'
import { eventually } from '../../kit/servers.ts'
import { canMount, mountSmallDisk, type SmallDisk } from '../../kit/small-disk.ts'
import { oneRecord } from '../kit/batches.ts'

const ours = { zookeeper: 'ours', brokers: ['ours', 'ours', 'ours'] } as const
const victim = 2

const servers = new ServerSet()
let disk: SmallDisk | undefined
afterEach(async () => {
  await servers.dispose()
  disk?.dispose()
})

/** Writes more than the small disk can hold to the two others, and through them to it. */
async function fill(cluster: KafkaCluster): Promise<void> {
  await cluster.at(0, async (client) => {
    for (let i = 0; i < 60; i++) {
      const answer = await client.produce('hoard', oneRecord(`${i} `.repeat(60_000)))
      expect(answer).toEqual({ error: 'NONE', offset: i })
    }
  })
}

test.skipIf(!canMount)(
  'a full disk ends one broker of three; acks=all goes on without it, and it catches up',
  async () => {
    disk = await mountSmallDisk(8)
    const small = { settings: { 'log.dirs': path.join(disk.folder, 'logs') }, within: disk.within }
    const settings = { 'replica.lag.time.max.ms': '2000', 'min.insync.replicas': '2' }
    const cluster = await KafkaCluster.start(servers, ours, settings, { [victim]: small })
    await cluster.moveController(1)
    await cluster.createTopic('t', [[victim, 0, 1]])
    await cluster.createTopic('hoard', [[0, 1, victim]])
    const load = await AcknowledgedLoad.start(cluster.bootstrap, { topic: 't', partitions: 1, perSecond: 500 })
    await load.more(500)
    await fill(cluster)
    expect(await cluster.ended(victim)).toBe(1)
    expect(cluster.broker(victim).output()).toMatch(/no space left on device/i)
    await load.more(1000)
    await eventually('another leads', async () => (await cluster.partitions('t', 0))[0]?.leader !== victim)
    disk.resize(64)
    await cluster.revive(victim)
    await cluster.inSync('hoard')
    await cluster.inSync('t')
    await load.more(500)
    await load.stop()
    await cluster.electPreferred('t')
    await checkAcknowledged(load, (partition) => cluster.consume('t', partition))
  },
)
