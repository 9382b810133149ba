import path from 'node:path'
import { afterAll, beforeAll, describe, test } from 'vitest'
import { bundleProgram } from '../kit/bundle.ts'
import { KafkaCluster } from '../kit/kafka-cluster.ts'
import { ServerSet } from '../kit/server-set.ts'
import { removeFolder } from '../kit/servers.ts'
import { Toolchain } from '../kit/toolchain.ts'
import { RunningClient } from './failover/running-client.ts'

/**
 * Others' clients write and read in a group on three brokers of ours, while first the leader of what they write to and
 * then the coordinator of their groups is killed: they carry on, and nothing acknowledged is lost. All of them live
 * through the same two deaths.
 */
const programs = path.join(import.meta.dirname, 'failover')
const tools = new Toolchain()
const servers = new ServerSet()
const running: RunningClient[] = []

interface Program {
  readonly name: string
  /** The command line but for bootstrap servers and topic; undefined when it can't be had here. */
  prepare(): Promise<string[] | undefined> | string[] | undefined
}

const clients: Program[] = [
  {
    name: 'kafkajs',
    prepare: async () => ['node', await bundleProgram('test/interop/failover/kafkajs.ts')],
  },
  {
    name: 'Java clients 3.7.0',
    prepare: () => (tools.compilesJava(path.join(programs, 'Failover.java')) ? tools.java('Failover') : undefined),
  },
  {
    name: 'librdkafka (confluent-kafka)',
    prepare: () =>
      tools.hasPythonPackage('confluent-kafka')
        ? [tools.python, path.join(programs, 'confluent_kafka_failover.py')]
        : undefined,
  },
  {
    name: 'librdkafka (kcat)',
    prepare: () => (tools.works('kcat', '-V') ? ['bash', path.join(programs, 'kcat.sh')] : undefined),
  },
]

const leader = 1
const topicOf = (client: number) => `numbers-${client}`
const timeout = 300_000

let cluster: KafkaCluster

async function all(work: (client: RunningClient) => Promise<void>): Promise<void> {
  await Promise.all(running.map(work))
}

/** Kills a broker, sees that all clients carry on without it, and starts it again. */
async function die(id: number): Promise<void> {
  await cluster.kill(id)
  await all((client) => client.more(300))
  await cluster.revive(id)
  for (const client of clients.keys()) await cluster.inSync(topicOf(client))
  await cluster.inSync('__consumer_offsets')
  await all((client) => client.more(100))
}

describe("others' clients on three brokers", () => {
  beforeAll(async () => {
    const makers = { zookeeper: 'ours', brokers: ['ours', 'ours', 'ours'] } as const
    cluster = await KafkaCluster.start(servers, makers, { 'offsets.topic.num.partitions': '1' })
  })
  afterAll(async () => {
    await all((client) => client.kill())
    await servers.dispose()
    removeFolder(tools.folder)
  })

  for (const [number, { name, prepare }] of clients.entries()) {
    test(`${name} writes and reads`, { timeout }, async (context) => {
      const command = await prepare()
      if (command === undefined) return context.skip(`${name} can't be had here`)
      const topic = topicOf(number)
      await cluster.createTopic(topic, [[leader, 2, 0]], { 'min.insync.replicas': '2' })
      const client = new RunningClient(name, [...command, cluster.bootstrap, topic])
      running.push(client)
      await client.more(100)
    })
  }

  test('the leader dies: they carry on', { timeout }, () => die(leader))

  test("the groups' coordinator dies: they carry on", { timeout }, async () => {
    await die((await cluster.partitions('__consumer_offsets'))[0]?.leader ?? -1)
  })

  test('nothing acknowledged is lost, and all of it comes in order', { timeout }, () =>
    all((client) => client.finish()),
  )
})
