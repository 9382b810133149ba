import { afterEach, describe, expect, test } from 'vitest'
import { buildBatch } from '../../src/wire/records/builder.ts'
import { KafkaCluster } from '../kit/kafka-cluster.ts'
import { realKafka } from '../kit/real-kafka.ts'
import { checkReplicas } from '../kit/replicas.ts'
import { ServerSet } from '../kit/server-set.ts'
import { eventually } from '../kit/servers.ts'

/**
 * A leader that dies with records that nobody else has, and comes back when others stand in their place, cuts them off
 * (KIP-101, KIP-595's diverging epochs): ours after a real leader, and a real one after ours.
 */
const topic = 'rumours'
const partition = 0
const onTheWay = 'on the way when it died'

const servers = new ServerSet()
afterEach(() => servers.dispose())

async function tell(cluster: KafkaCluster, id: number, text: string, acks: number): Promise<void> {
  const batch = buildBatch([{ timestamp: Date.now(), key: null, value: Buffer.from(text) }])
  const { error } = await cluster.at(id, (client) => client.produce(topic, batch, partition, acks))
  expect(error).toBe('NONE')
}

function leads(cluster: KafkaCluster, id: number): Promise<void> {
  return eventually(`broker ${id} leads`, async () => (await cluster.partitions(topic, id))[partition]?.leader === id)
}

/** What `id` says while the other sleeps is lost with it; what the other says then stands. */
async function divergeFrom(cluster: KafkaCluster, id: number, round: number): Promise<void> {
  const other = 1 - id
  await tell(cluster, id, `known to both in round ${round}`, -1)
  cluster.freeze(other)
  // The answer to the fetch that waits at the leader: the other may find it when it wakes.
  await tell(cluster, id, onTheWay, 1)
  for (let number = 0; number < 3; number++) await tell(cluster, id, `known to ${id} alone: ${number}`, 1)
  await cluster.kill(id)
  await cluster.thaw(other)
  await leads(cluster, other)
  await tell(cluster, other, `known to ${other} in round ${round}`, 1)
  await cluster.revive(id)
  await cluster.inSync(topic)
}

describe.skipIf(!realKafka)('diverging logs of our broker and of a real one', { timeout: 200_000 }, () => {
  test('become one', async () => {
    const cluster = await KafkaCluster.start(servers, { zookeeper: 'ours', brokers: ['ours', 'real'] })
    await cluster.createTopic(topic, [[0, 1]])
    const wanted: string[] = []
    for (const [round, id] of [0, 1, 0, 1].entries()) {
      await divergeFrom(cluster, id, round)
      wanted.push(`known to both in round ${round}`, `known to ${1 - id} in round ${round}`)
    }
    const found = (await cluster.consume(topic, partition)).map(({ value }) => String(value))
    expect(found.filter((text) => text !== onTheWay)).toEqual(wanted)
    await checkReplicas(cluster, topic)
  })
})
