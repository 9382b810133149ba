import { setTimeout as pause } from 'node:timers/promises'
import { ListOffsets } from '../../../src/wire/kafka/list-offsets.ts'
import { testBatch } from './batch.ts'
import { LoadConnection, type PreparedFrame } from './connection.ts'
import { checkProduced, type Figures, produceFrame } from './modes.ts'
import type { LoadOptions } from './options.ts'
import { awaitLeaders, clusterMetadata, controllerConnection, createTopic, type Target } from './topics.ts'

const acknowledgedBefore = 50
const limitMs = 60_000

/** One record after the other to a topic's only partition, wherever its leader is. */
class PatientProducer {
  acknowledged = 0
  failures = 0
  readonly #bootstrap: LoadConnection
  readonly #topic: string
  readonly #frame: PreparedFrame
  #leader: LoadConnection | undefined

  constructor(bootstrap: LoadConnection, topic: string) {
    this.#bootstrap = bootstrap
    this.#topic = topic
    this.#frame = produceFrame(topic, [0], testBatch(100, 1, 'none'), -1)
  }

  /** Resolves with the next acknowledgement; asks for the leader again after every failure, as often as clients may. */
  async produce(): Promise<void> {
    const end = Date.now() + limitMs
    for (;;) {
      try {
        this.#leader ??= await this.#connect()
        checkProduced(await this.#leader.send(this.#frame))
        this.acknowledged++
        return
      } catch (error) {
        this.failures++
        this.#leader?.close()
        this.#leader = undefined
        if (Date.now() > end) throw error
        await pause(10)
      }
    }
  }

  /** The offset behind the last record that a consumer may read. */
  async end(): Promise<number> {
    this.#leader ??= await this.#connect()
    const partitions = [{ partitionIndex: 0, timestamp: -1 }]
    const { topics } = await this.#leader.call(ListOffsets, 2, {
      ...{ replicaId: -1, isolationLevel: 0, topics: [{ name: this.#topic, partitions }] },
    })
    return topics[0]?.partitions[0]?.offset ?? -1
  }

  async #connect(): Promise<LoadConnection> {
    const { brokers, topics } = await clusterMetadata(this.#bootstrap, [this.#topic])
    const leader = topics[0]?.partitions[0]?.leaderId
    const address = brokers.find(({ nodeId }) => nodeId === leader)
    if (!address) throw new Error('no leader')
    return LoadConnection.open(address.host, address.port)
  }
}

/**
 * Produces to a leader, has the harness kill it (`KILL id` on stderr), and measures the time until the next record is
 * acknowledged. The leader is neither the controller nor the broker that is asked for the metadata.
 */
export async function failover(options: LoadOptions): Promise<Figures> {
  const name = options.text('topic', 'failover')
  const { bootstrap, replicas } = await placeTopic(options.target, name)
  const producer = new PatientProducer(bootstrap, name)
  for (let i = 0; i < acknowledgedBefore; i++) await producer.produce()
  producer.failures = 0
  process.stderr.write(`KILL ${replicas[0]}\n`)
  const begun = performance.now()
  // Until it is really dead the leader goes on acknowledging.
  while (producer.failures === 0) await producer.produce()
  const failoverMs = performance.now() - begun
  const lost = Math.max(0, producer.acknowledged - (await producer.end()))
  return { failoverMs, lost }
}

/** A topic with one partition on all brokers, whose leader is some third broker. */
async function placeTopic(target: Target, name: string) {
  const bootstrap = await LoadConnection.open(target.host, target.port)
  const { brokers, controllerId } = await clusterMetadata(bootstrap, [])
  const asked = brokers.find(({ port }) => port === target.port)?.nodeId
  const ids = brokers.map(({ nodeId }) => nodeId)
  const leader = ids.find((id) => id !== asked && id !== controllerId)
  if (leader === undefined) throw new Error('failover needs three brokers')
  const replicas = [leader, ...ids.filter((id) => id !== leader)]
  const controller = await controllerConnection(target)
  await createTopic(controller, { name, replicas: [replicas] })
  controller.close()
  await awaitLeaders(bootstrap, [name], replicas.length)
  return { bootstrap, replicas }
}
