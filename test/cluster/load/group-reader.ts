import { pause } from '../../../src/base/clock.ts'
import { Consumer } from '../../../src/client/consumer/consumer.ts'
import type { ClientNode } from '../client-node.ts'
import { type History, partitionKey } from '../history.ts'

export const groupId = 'readers'

/** A member of a group that reads, and commits what it read. */
export class GroupReader {
  readonly #client: ClientNode
  readonly #history: History
  readonly #topics: readonly string[]
  /** Where the next record of each assigned partition will come from, as of the latest and of the last but one poll. */
  #handedOut = new Map<string, number>()
  #committable = new Map<string, number>()
  #stopped = false
  #ended: Promise<void> | undefined

  constructor(client: ClientNode, history: History, topics: readonly string[]) {
    this.#client = client
    this.#history = history
    this.#topics = topics
  }

  start(): void {
    this.#ended = this.#run()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    await this.#ended
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const consumer = await this.#open()
      try {
        while (!this.#stopped) await this.#turn(consumer)
      } catch {
        // What needs the application's decision: this one begins again.
      }
      await consumer.close(5000).catch(() => {})
      await pause(this.#client.io.clock, 200)
    }
  }

  async #open(): Promise<Consumer> {
    const properties = this.#client.properties({
      'group.id': groupId,
      'enable.auto.commit': 'false',
      'auto.offset.reset': 'earliest',
      'session.timeout.ms': '6000',
      'heartbeat.interval.ms': '2000',
      'fetch.max.wait.ms': '1000',
      'default.api.timeout.ms': '10000',
      'partition.assignment.strategy': 'org.apache.kafka.clients.consumer.RangeAssignor',
    })
    const consumer = await Consumer.open(properties, this.#client.io)
    const forget = () => {
      this.#handedOut.clear()
      this.#committable.clear()
    }
    forget()
    consumer.onRebalance({ revoked: forget, assigned: forget })
    consumer.subscribe(this.#topics)
    return consumer
  }

  async #turn(consumer: Consumer): Promise<void> {
    this.#committable = new Map(this.#handedOut)
    const chunks = await consumer.poll(1000)
    for (const chunk of chunks) {
      this.#handedOut.set(partitionKey(chunk), chunk.nextOffset)
      for (const { offset, value } of chunk.records()) {
        this.#history.read(chunk, offset, String(value), this.#client.process.name)
      }
    }
    if (chunks.length > 0) await this.#commit(consumer)
    await pause(this.#client.io.clock, this.#client.process.random.between(10, 700))
  }

  async #commit(consumer: Consumer): Promise<void> {
    const commits = consumer.assignment.flatMap((target) => {
      const offset = this.#committable.get(partitionKey(target))
      return offset === undefined ? [] : [this.#history.commit(target, offset)]
    })
    await consumer.commit()
    for (const commit of commits) this.#history.committed(commit)
  }
}
