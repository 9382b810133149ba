import { pause } from '../../../src/base/clock.ts'
import { Producer } from '../../../src/client/producer/producer.ts'
import type { TopicPartition } from '../../../src/client/topic-partition.ts'
import type { SeededRandom } from '../../simulation/seeded-random.ts'
import type { ClientNode } from '../client-node.ts'
import type { History } from '../history.ts'

export interface WriterOptions {
  readonly name: string
  readonly acks: 'all' | '1'
  readonly targets: readonly TopicPartition[]
  /** Milliseconds between bursts, at most. */
  readonly restMs: number
}

/** More than these are not let wait for their answers. */
const mostOutstanding = 150

/** A producer that sends small bursts at odd moments, each record with a value of its own. */
export class Writer {
  readonly #client: ClientNode
  readonly #history: History
  readonly #options: WriterOptions
  readonly #random: SeededRandom
  #stopped = false
  #count = 0
  #outstanding = 0
  #ended: Promise<void> | undefined

  constructor(client: ClientNode, history: History, options: WriterOptions) {
    this.#client = client
    this.#history = history
    this.#options = options
    this.#random = client.process.random
  }

  start(): void {
    this.#ended = this.#run()
  }

  /** Resolves when every record's fate is known. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#ended
  }

  async #run(): Promise<void> {
    const { acks } = this.#options
    const properties = { acks, 'delivery.timeout.ms': '25000', 'max.block.ms': '15000', 'batch.size': '600' }
    const producer = await Producer.open(this.#client.properties(properties), this.#client.io)
    while (!this.#stopped) {
      const burst = this.#outstanding > mostOutstanding ? 0 : 1 + this.#random.int(5)
      for (let sent = 0; sent < burst; sent++) this.#send(producer)
      await pause(this.#client.io.clock, this.#random.between(10, this.#options.restMs))
    }
    await producer.flush()
    while (this.#outstanding > 0) await pause(this.#client.io.clock, 100)
    await producer.close()
  }

  #send(producer: Producer): void {
    const { name, acks, targets } = this.#options
    const number = this.#count++
    const { topic, partition } = this.#random.pick(targets)
    const sent = this.#history.send({ producer: name, number, topic, partition, isIdempotent: acks === 'all' })
    const value = Buffer.from(`${name}:${number}:${'.'.repeat(this.#random.int(80))}`)
    this.#outstanding++
    producer
      .send({ topic, partition, value })
      .then(
        ({ offset }) => {
          sent.fate = 'acknowledged'
          sent.offset = offset
        },
        () => {
          sent.fate = 'failed'
        },
      )
      .finally(() => {
        this.#outstanding--
      })
  }
}
