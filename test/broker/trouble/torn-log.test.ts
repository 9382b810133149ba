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
let topic = ''
let load: AcknowledgedLoad
beforeAll(async () => {
  cluster = await KafkaCluster.start(servers, ours, { 'min.insync.replicas': '2' })
  await cluster.moveController(0)
})
afterAll(() => servers.dispose())

async function loaded(name: string): Promise<void> {
  topic = name
  await cluster.createTopic(topic, [[0, 1, victim]], { 'segment.bytes': '20000' })
  load = await AcknowledgedLoad.start(cluster.bootstrap, { topic, partitions: 1, perSecond: 3000 })
  await load.more(6000)
}

const logs = () => path.join(cluster.broker(victim).folder, 'logs')
const folder = () => path.join(logs(), `${topic}-0`)

/** The follower's segments, oldest first. */
function segments(): string[] {
  const names = readdirSync(folder()).filter((name) => name.endsWith('.log'))
  return names.sort().map((name) => path.join(folder(), name))
}

const cut = (file: string, bytes: number) => truncateSync(file, Math.max(0, statSync(file).size - bytes))

async function recovers(): Promise<void> {
  await load.more(1000)
  await cluster.revive(victim)
  await cluster.inSync(topic)
  await load.more(1000)
  await load.stop()
  await checkAcknowledged(load, (partition) => cluster.consume(topic, partition))
  await checkReplicas(cluster, topic)
}

describe('a follower that died, and finds its log torn, recovers and fetches again what it lost', () => {
  it('the last bytes are gone', async () => {
    await loaded('bytes')
    await cluster.kill(victim)
    cut(segments().at(-1) ?? '', 777)
    await recovers()
  })

  it('there is garbage at the end', async () => {
    await loaded('garbage')
    await cluster.kill(victim)
    appendFileSync(segments().at(-1) ?? '', Buffer.alloc(5000, 0xa5))
    await recovers()
  })

  it('its last segments are gone, and half of the one before, with the indexes', async () => {
    await loaded('segments')
    await cluster.kill(victim)
    const all = segments()
    expect(all.length).toBeGreaterThan(3)
    for (const file of all.slice(-2)) rmSync(file)
    cut(all.at(-3) ?? '', 20_000)
    for (const name of readdirSync(folder())) if (/index$/.test(name)) rmSync(path.join(folder(), name))
    await recovers()
  })

  it('all of its disk is gone: it begins anew under its old id', async () => {
    await loaded('disk')
    await cluster.kill(victim)
    rmSync(logs(), { recursive: true })
    await recovers()
  })
})
