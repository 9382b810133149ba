import { pause } from '../../../src/base/clock.ts'
import type { TopicPartition } from '../../../src/client/topic-partition.ts'
import { Fetch, type FetchResponse } from '../../../src/wire/kafka/fetch.ts'
import { ListOffsets } from '../../../src/wire/kafka/list-offsets.ts'
import { Metadata, type MetadataResponse } from '../../../src/wire/kafka/metadata.ts'
import { batches } from '../../../src/wire/records/batch.ts'
import { records } from '../../../src/wire/records/record.ts'
import { zeroUuid } from '../../../src/wire/schema/index.ts'
import type { SeededRandom } from '../../simulation/seeded-random.ts'
import type { BrokerNode } from '../broker-node.ts'
import type { ClientNode } from '../client-node.ts'
import { type History, partitionKey } from '../history.ts'
import { Direct } from './direct.ts'

interface Known {
  readonly topicId: string
  readonly leader: number
  readonly epoch: number
}

type FetchedPartition = FetchResponse['responses'][number]['partitions'][number]

/** Reads from leaders and followers at random moments, and notes every high watermark it is told. */
export class Observer {
  readonly #direct: Direct
  readonly #client: ClientNode
  readonly #history: History
  readonly #brokers: readonly BrokerNode[]
  readonly #targets: readonly TopicPartition[]
  readonly #random: SeededRandom
  readonly #known = new Map<string, Known>()
  readonly #positions = new Map<string, number>()
  #stopped = false
  #ended: Promise<void> | undefined

  constructor(
    client: ClientNode,
    history: History,
    brokers: readonly BrokerNode[],
    targets: readonly TopicPartition[],
  ) {
    this.#client = client
    this.#direct = new Direct(client)
    this.#history = history
    this.#brokers = brokers
    this.#targets = targets
    this.#random = client.process.random
  }

  start(): void {
    this.#ended = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#ended
    this.#direct.close()
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      await this.#look().catch(() => {})
      await pause(this.#client.io.clock, this.#random.between(20, 500))
    }
  }

  async #look(): Promise<void> {
    if (this.#known.size === 0 || this.#random.chance(0.25)) await this.#learn()
    const target = this.#random.pick(this.#targets)
    const known = this.#known.get(partitionKey(target))
    if (known === undefined) return
    if (this.#random.chance(0.4)) await this.#list(target, known)
    else await this.#fetch(target, known)
  }

  /** Never goes back to an older epoch, as clients don't. */
  async #learn(): Promise<void> {
    const topics = [...new Set(this.#targets.map(({ topic }) => topic))]
    const body = { topics: topics.map((name) => ({ name, topicId: zeroUuid })), allowAutoTopicCreation: false }
    const { topics: answered } = await this.#direct.ask(this.#anyBroker().id, Metadata, body)
    for (const topic of answered) this.#take(topic)
  }

  #take({ name, topicId, partitions }: MetadataResponse['topics'][number]): void {
    for (const { partitionIndex: partition, leaderId: leader, leaderEpoch: epoch } of partitions) {
      const key = partitionKey({ topic: name ?? '', partition })
      if (epoch >= (this.#known.get(key)?.epoch ?? 0)) this.#known.set(key, { topicId, leader, epoch })
    }
  }

  async #list(target: TopicPartition, { leader, epoch }: Known): Promise<void> {
    if (leader < 0) return
    const { topic: name, partition: partitionIndex } = target
    const partitions = [{ partitionIndex, currentLeaderEpoch: epoch, timestamp: -1 }]
    const body = { replicaId: -1, isolationLevel: 0, topics: [{ name, partitions }] }
    const { topics } = await this.#direct.ask(leader, ListOffsets, body)
    const answer = topics[0]?.partitions[0]
    if (answer?.errorCode === 0) this.#history.listed(target, epoch, this.#client.process.name, answer.offset)
  }

  async #fetch(target: TopicPartition, { leader, epoch, topicId }: Known): Promise<void> {
    const fromLeader = this.#random.chance(0.6)
    const broker = fromLeader ? this.#brokers[leader] : this.#anyBroker()
    if (broker === undefined) return
    const key = partitionKey(target)
    const position = this.#positions.get(key) ?? 0
    const fetchOffset = this.#random.chance(0.7) ? position : this.#random.int(position + 1)
    const currentLeaderEpoch = fromLeader && this.#random.chance(0.5) ? epoch : -1
    const wanted = { partition: target.partition, currentLeaderEpoch, fetchOffset, partitionMaxBytes: 20_000 }
    const body = {
      ...{ replicaId: -1, maxWaitMs: this.#random.pick([0, 100, 500]), minBytes: 1, maxBytes: 50_000 },
      topics: [{ topic: target.topic, topicId, partitions: [wanted] }],
    }
    const life = broker.life
    const { responses } = await this.#direct.ask(broker.id, Fetch, body)
    const answer = responses[0]?.partitions[0]
    if (answer?.errorCode === 0 && broker.life === life) this.#judge(target, broker, fetchOffset, answer)
  }

  #judge(target: TopicPartition, broker: BrokerNode, fetchOffset: number, answer: FetchedPartition): void {
    const { highWatermark, records: bytes } = answer
    const key = partitionKey(target)
    const place = `on broker ${broker.id} in its life ${broker.life}`
    this.#history.watermark(target, place, this.#client.process.name, highWatermark)
    let next = fetchOffset
    for (const batch of batches(bytes ?? Buffer.alloc(0))) {
      if (batch.lastOffset >= highWatermark) {
        const text = `${key} offset ${batch.lastOffset} from broker ${broker.id}, whose high watermark is ${highWatermark}`
        this.#history.violate('read beyond the high watermark', text)
      }
      for (const { offset, value } of records(batch)) {
        this.#history.read(target, offset, String(value), this.#client.process.name)
      }
      next = Math.max(next, batch.nextOffset)
    }
    this.#positions.set(key, Math.max(next, this.#positions.get(key) ?? 0))
  }

  #anyBroker(): BrokerNode {
    return this.#random.pick(this.#brokers)
  }
}
