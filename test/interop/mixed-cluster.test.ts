import { afterEach, describe, expect, test } from 'vitest'
import { type ClusterMakers, KafkaCluster } from '../kit/kafka-cluster.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { ServerSet } from '../kit/server-set.ts'
import type { Maker } from '../kit/servers.ts'
import { everyBrokerDies, partitionsMove, settle, startCommits, startLoad } from './mixed/story.ts'

/** By `npm run test:long` real brokers stand in every place; otherwise in one, where every kind leads, follows and controls. */
const isLong = process.env.KAFKABOX_LONG !== undefined
const places: ClusterMakers['brokers'][] = [
  ['real', 'ours', 'ours'],
  ['ours', 'real', 'ours'],
  ['ours', 'ours', 'real'],
  ['ours', 'real', 'real'],
  ['real', 'ours', 'real'],
  ['real', 'real', 'ours'],
]
const everywhere = (['ours', 'real'] as const).flatMap((zookeeper) => places.map((brokers) => ({ zookeeper, brokers })))
const telling: ClusterMakers[] = [{ zookeeper: 'real', brokers: ['ours', 'real', 'ours'] }]
/** For whoever changes the test itself: what it says of brokers that are all of one maker, as `real-real,real,real`. */
const wanted = process.env.KAFKABOX_MAKERS

function makersIn(text: string): ClusterMakers {
  const [zookeeper = 'ours', ...brokers] = text.split(/[-,]/).map((word): Maker => (word === 'real' ? 'real' : 'ours'))
  return { zookeeper, brokers }
}

const servers = new ServerSet()
afterEach(() => servers.dispose())

describe.skipIf(!realKafka)('a cluster of our and of real brokers', () => {
  const chosen = isLong ? everywhere : telling
  for (const makers of wanted ? [makersIn(wanted)] : chosen) {
    const name = `brokers ${makers.brokers.join(', ')} on ${makers.zookeeper} ZooKeeper lose nothing`
    test(name, { timeout: 400_000 }, async () => {
      const cluster = await KafkaCluster.start(servers, makers)
      const load = await startLoad(cluster)
      const commits = startCommits(cluster)
      await everyBrokerDies(cluster, load, commits)
      await commits.stop()
      await partitionsMove(cluster)
      await settle(cluster, load)
      expect(await commits.committed()).toBeGreaterThanOrEqual(commits.acknowledged)
    })
  }
})
