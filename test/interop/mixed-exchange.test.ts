import { afterEach, describe, expect, test } from 'vitest'
import { KafkaCluster } from '../kit/kafka-cluster.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { ServerSet } from '../kit/server-set.ts'
import type { Maker } from '../kit/servers.ts'
import { allBack, settle, startCommits, startLoad } from './mixed/story.ts'

/**
 * Brokers of one maker take over log directories, ids and replicas from brokers of the other, one after the other, in a
 * cluster that is written to all the time.
 */
interface Turn {
  readonly id: number
  readonly maker: Maker
  /** How its forerunner ends. */
  readonly end: NodeJS.Signals
}

/** By `npm run test:long` each broker is exchanged after a clean end and after a kill, in both directions. */
const isLong = process.env.KAFKABOX_LONG !== undefined
const there = (id: number): Turn[] => [
  { id, maker: 'real', end: 'SIGTERM' },
  { id, maker: 'ours', end: 'SIGKILL' },
]
const andBack = (id: number): Turn[] => [
  { id, maker: 'real', end: 'SIGKILL' },
  { id, maker: 'ours', end: 'SIGTERM' },
]
const turns = isLong ? [0, 1, 2].flatMap((id) => [...there(id), ...andBack(id)]) : there(0)

const servers = new ServerSet()
afterEach(() => servers.dispose())

describe.skipIf(!realKafka)('log directories go from our brokers to real ones and back', () => {
  test(`in ${turns.length} turns nothing is lost`, { timeout: 60_000 + turns.length * 60_000 }, async () => {
    const cluster = await KafkaCluster.start(servers, { zookeeper: 'ours', brokers: ['ours', 'ours', 'ours'] })
    const load = await startLoad(cluster)
    const commits = startCommits(cluster)
    for (const { id, maker, end } of turns) {
      await load.more(500)
      await commits.more(5)
      await cluster.exchange(id, maker, end)
      await allBack(cluster)
    }
    await commits.more(5)
    await commits.stop()
    await settle(cluster, load)
    expect(await commits.committed()).toBeGreaterThanOrEqual(commits.acknowledged)
  })
})
