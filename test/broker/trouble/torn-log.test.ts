import { appendFileSync, readdirSync, rmSync, statSync, truncateSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AcknowledgedLoad } from '../../kit/acknowledged-load.ts'
import { checkAcknowledged } from '../../kit/acknowledged-records.ts'
import { KafkaCluster } from '../../kit/kafka-cluster.ts'
import { checkReplicas } from '../../kit/replicas.ts'
import { ServerSet } from '../../kit/server-set.ts'

const ours = { zookeeper: 'ours', brokers: ['ours', 'ours', 'ours'] } as const
const victim = 2

const servers = new ServerSet()
let cluster: KafkaCluster
beforeAll(async () => {
  cluster = await KafkaCluster.start(servers, ours, { 'min.insync.replicas': '2' })
  await cluster.moveController(0)
})
afterAll(() => servers.dispose())

async function loadOn(topic: string): Promise<AcknowledgedLoad> {
  await cluster.createTopic(topic, [[0, 1, victim]], { 'segment.bytes': '20000' })
  const load = await AcknowledgedLoad.start(cluster.bootstrap, { topic, partitions: 1, perSecond: 2000 })
  await load.more(5000)
  return load
}

async function nothingIsLost(topic: string, load: AcknowledgedLoad): Promise<void> {
  await cluster.inSync(topic)
  await load.more(500)
  await load.stop()
  await checkAcknowledged(load, (partition) => cluster.consume(topic, partition))
  await checkReplicas(cluster, topic)
}

const logs = () => path.join(cluster.broker(victim).folder, 'logs')
const folderOf = (topic: string) => path.join(logs(), `${topic}-0`)

/** The follower's segments, oldest first. */
function segmentsOf(topic: string): string[] {
  const names = readdirSync(folderOf(topic)).filter((name) => name.endsWith('.log'))
  return names.sort().map((name) => path.join(folderOf(topic), name))
}

const cut = (file: string, bytes: number) => truncateSync(file, Math.max(0, statSync(file).size - bytes))
const lastOf = (topic: string) => segmentsOf(topic).at(-1) ?? ''

/** What can become of a log whose broker died, by the topic that it is done to. */
const damages: Record<string, (topic: string) => void> = {
  'without-its-last-bytes': (topic) => cut(lastOf(topic), 777),
  'with-garbage-at-the-end': (topic) => appendFileSync(lastOf(topic), Buffer.alloc(5000, 0xa5)),
  'without-segments-and-indexes': (topic) => {
    const all = segmentsOf(topic)
    expect(all.length).toBeGreaterThan(3)
    for (const file of all.slice(-2)) rmSync(file)
    cut(all.at(-3) ?? '', 7000)
    for (const name of readdirSync(folderOf(topic))) {
      if (name.endsWith('index')) rmSync(path.join(folderOf(topic), name))
    }
  },
}

describe('a follower that died recovers, and fetches again what it lost', () => {
  it('when its logs are torn', async () => {
    const loads = await Promise.all(Object.keys(damages).map(async (topic) => ({ topic, load: await loadOn(topic) })))
    await cluster.kill(victim)
    for (const [topic, damage] of Object.entries(damages)) damage(topic)
    await cluster.revive(victim)
    for (const { topic, load } of loads) await nothingIsLost(topic, load)
  })

  it('when all of its disk is gone', async () => {
    const load = await loadOn('gone')
    await cluster.kill(victim)
    rmSync(logs(), { recursive: true })
    await load.more(500)
    await cluster.revive(victim)
    await nothingIsLost('gone', load)
  })
})
