import { afterEach, expect, test } from 'vitest'
import { AcknowledgedLoad } from '../kit/acknowledged-load.ts'
import { checkAcknowledged } from '../kit/acknowledged-records.ts'
import { CommitLoad } from '../kit/commit-load.ts'
import { KafkaCluster } from '../kit/kafka-cluster.ts'
import { checkReplicas } from '../kit/replicas.ts'
import { ServerSet } from '../kit/server-set.ts'

/** More by `npm run test:long`. */
const rounds = Number(process.env.KAFKABOX_ROUNDS ?? 3)
const topic = 'journal'
const group = 'auditors'
const perSecond = 5000
const spread = [
  [0, 1, 2],
  [1, 2, 0],
  [2, 0, 1],
]

const servers = new ServerSet()
afterEach(() => servers.dispose())

interface Stage {
  readonly cluster: KafkaCluster
  readonly load: AcknowledgedLoad
  readonly commits: CommitLoad
}

/** A little or a lot, so that the kill meets the brokers in ever different states. */
function someRecords(): number {
  return 1 + Math.floor(Math.random() ** 2 * 3000)
}

function oneOf<T>(all: readonly T[]): T | undefined {
  return all[Math.floor(Math.random() * all.length)]
}

/** Kills a broker, sees that the others take over, starts it again, and only sometimes waits until it has caught up. */
async function playRound({ cluster, load, commits }: Stage, round: number): Promise<void> {
  const victim = oneOf(cluster.ids) ?? 0
  await load.more(someRecords())
  await commits.more(1)
  const kept = commits.acknowledged
  await cluster.kill(victim)
  if (Math.random() < 0.7) await load.more(someRecords())
  await cluster.revive(victim)
  await checkCommitted(commits, kept)
  await load.more(1)
  if (Math.random() < 0.5) await cluster.inSync(topic)
  await cluster.createTopic(`round-${round}`, spread)
}

async function checkCommitted(commits: CommitLoad, kept: number): Promise<void> {
  const found = await commits.committed()
  expect(found).toBeGreaterThanOrEqual(kept)
  expect(found).toBeLessThanOrEqual(commits.attempted)
}

test(`${rounds} rounds of kill -9 of one of three brokers`, { timeout: 60_000 + rounds * 60_000 }, async () => {
  const makers = { zookeeper: 'ours', brokers: ['ours', 'ours', 'ours'] } as const
  const cluster = await KafkaCluster.start(servers, makers)
  await cluster.createTopic(topic, spread, { 'min.insync.replicas': '2', 'segment.bytes': '200000' })
  const load = await AcknowledgedLoad.start(cluster.bootstrap, { topic, partitions: spread.length, perSecond })
  const commits = new CommitLoad(() => cluster.coordinator(group), group, topic)
  for (let round = 1; round <= rounds; round++) await playRound({ cluster, load, commits }, round)
  await Promise.all([load.stop(), commits.stop()])
  await checkAcknowledged(load, (partition) => cluster.consume(topic, partition))
  await checkCommitted(commits, commits.acknowledged)
  await checkReplicas(cluster, topic)
  await checkReplicas(cluster, '__consumer_offsets')
  console.log(`${rounds} kills, ${load.sent} records acknowledged: none lost, none twice`)
})
