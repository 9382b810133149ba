import { expect } from 'vitest'
import { CreateTopics } from '../../../src/wire/kafka/create-topics.ts'
import { errorName } from '../../../src/wire/kafka/errors.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import type { LogRecord } from '../../../src/wire/records/record.ts'
import { zeroUuid } from '../../../src/wire/schema/index.ts'
import { AcknowledgedLoad } from '../../kit/acknowledged-load.ts'
import { checkAcknowledged } from '../../kit/acknowledged-records.ts'
import { ServerSet } from '../../kit/server-set.ts'
import { eventually, type Maker, type Server } from '../../kit/servers.ts'
import { WireClient } from '../../kit/wire-client.ts'
import type { MixedEnsemble } from './mixed-ensemble.ts'

const topic = 'orders'
const partitions = 2
const timeoutMs = 30_000

/** Brokers on an ensemble, with a load of records on a topic of theirs that each of them has a replica of. */
export class BrokersUnderLoad {
  readonly #set = new ServerSet()
  #brokers: Server[] = []
  #load: AcknowledgedLoad | undefined
  #read = Array.from({ length: partitions }, () => 0)
  #created = 0

  async start(ensemble: MixedEnsemble, makers: readonly Maker[]): Promise<void> {
    const count = String(makers.length)
    const settings = {
      'zookeeper.connect': ensemble.connectString,
      'zookeeper.session.timeout.ms': '8000',
      'offsets.topic.replication.factor': count,
      'auto.create.topics.enable': 'false',
      'unclean.leader.election.enable': 'false',
    }
    this.#brokers = await Promise.all(
      makers.map((maker, id) => this.#set.broker(maker, ensemble.at(0), { ...settings, 'broker.id': String(id) })),
    )
    await this.createTopic(topic, partitions)
    const bootstrap = this.#brokers.map(({ port }) => `localhost:${port}`).join(',')
    this.#load = await AcknowledgedLoad.start(bootstrap, { topic, partitions, perSecond: 500 })
  }

  /** Records are acknowledged and read, and a topic is made. */
  async expectService(): Promise<void> {
    await this.#running.more(200)
    for (const partition of this.#read.keys()) {
      const from = this.#read[partition] ?? 0
      const found = await this.#consume(partition, from)
      expect(found.length).toBeGreaterThan(0)
      this.#read[partition] = (found.at(-1)?.offset ?? from) + 1
    }
    await this.createTopic(`topic-${this.#created++}`, 1)
  }

  /** What was acknowledged is there, in order, once. */
  async settle(): Promise<number> {
    await this.#running.stop()
    await checkAcknowledged(this.#running, (partition) => this.#consume(partition, 0))
    return this.#running.sent
  }

  async dispose(): Promise<void> {
    await this.#load?.stop().catch(() => {})
    await this.#set.dispose()
  }

  /** As soon as there is a controller that does it. */
  async createTopic(name: string, numPartitions: number): Promise<void> {
    const topics = [{ name, numPartitions, replicationFactor: this.#brokers.length, assignments: [], configs: [] }]
    let answered = 'nothing'
    const isMade = async () => {
      answered = await this.#atController((client) => client.ask(CreateTopics, 5, { topics, timeoutMs })).then(
        (answer) => errorName(answer?.topics[0]?.errorCode ?? -1),
        (error: unknown) => String(error),
      )
      return answered === 'NONE' || answered === 'TOPIC_ALREADY_EXISTS'
    }
    await eventually(`${name} is made`, isMade, 90_000).catch((error: unknown) => {
      throw new Error(`the controller said last: ${answered}`, { cause: error })
    })
    for (const { port } of this.#brokers) await WireClient.with(port, (client) => client.led(name))
  }

  get #running(): AcknowledgedLoad {
    if (this.#load === undefined) throw new Error('not started')
    return this.#load
  }

  async #atController<T>(use: (client: WireClient) => Promise<T>): Promise<T | undefined> {
    const port = this.#brokers[0]?.port ?? 0
    const { controllerId } = await WireClient.with(port, (client) => client.ask(Metadata, 8, { topics: [] }))
    const controller = this.#brokers[controllerId]
    return controller === undefined ? undefined : WireClient.with(controller.port, use)
  }

  async #consume(partition: number, from: number): Promise<LogRecord[]> {
    const [first] = this.#brokers
    const { topics } = await WireClient.with(first?.port ?? 0, (client) =>
      client.ask(Metadata, 8, { topics: [{ name: topic, topicId: zeroUuid }] }),
    )
    const found = topics[0]?.partitions.find(({ partitionIndex }) => partitionIndex === partition)
    const leader = this.#brokers[found?.leaderId ?? 0]
    return WireClient.with(leader?.port ?? 0, (client) => client.consume(topic, partition, from))
  }
}
