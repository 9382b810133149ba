import { pause } from '../../../src/base/clock.ts'
import { Metadata } from '../../../src/wire/kafka/metadata.ts'
import type { BrokerNode } from '../broker-node.ts'
import type { ClientNode } from '../client-node.ts'
import { Direct } from '../load/direct.ts'

/** Asks every broker for its view of the cluster until all say the same and nothing is amiss. */
export class Convergence {
  readonly #client: ClientNode
  readonly #direct: Direct
  readonly #brokers: readonly BrokerNode[]

  constructor(client: ClientNode, brokers: readonly BrokerNode[]) {
    this.#client = client
    this.#direct = new Direct(client)
    this.#brokers = brokers
  }

  /**
   * Undefined when the cluster became whole in time, and stayed so for `restMs` whenever it was looked at; else what was
   * wrong with it last.
   */
  async reached(patienceMs: number, restMs = 0): Promise<string | undefined> {
    const { clock } = this.#client.io
    const deadline = clock.elapsed() + patienceMs
    let last: string | undefined
    let wholeSince: number | undefined
    for (;;) {
      const wrong = await this.wrong()
      const now = clock.elapsed()
      wholeSince = wrong === undefined ? (wholeSince ?? now) : undefined
      if (wholeSince !== undefined && now - wholeSince >= restMs) return undefined
      last = wrong ?? last
      if (now >= deadline + restMs) return last ?? 'nobody answered in time'
      await pause(clock, 500)
    }
  }

  /** What is not as it should be at the moment. */
  async wrong(): Promise<string | undefined> {
    const views: string[] = []
    for (const { id } of this.#brokers) {
      const view = await this.#view(id).catch((error: unknown) => `broker ${id}: ${error}`)
      if (view.startsWith('broker ')) return view
      views.push(view)
    }
    const other = views.findIndex((view) => view !== views[0])
    return other < 0 ? undefined : `broker 0 says ${views[0]}, broker ${other} says ${views[other]}`
  }

  async #view(id: number): Promise<string> {
    const { brokers, controllerId, topics } = await this.#direct.ask(id, Metadata, {
      topics: null,
      allowAutoTopicCreation: false,
    })
    if (brokers.length < this.#brokers.length) return `broker ${id} knows only ${brokers.length} brokers`
    if (topics.length === 0) return `broker ${id} knows no topic`
    const lines = [`controller ${controllerId}`]
    for (const { name, partitions, topicId } of topics) {
      for (const { partitionIndex, leaderId, leaderEpoch, isrNodes, replicaNodes } of partitions) {
        const isr = [...isrNodes].sort().join()
        const replicas = [...replicaNodes].sort().join()
        const line = `${name}-${partitionIndex} ${topicId} leader ${leaderId} epoch ${leaderEpoch} isr ${isr} of ${replicas}`
        if (leaderId < 0 || isr !== replicas) return `broker ${id} says ${line}`
        lines.push(line)
      }
    }
    return lines.sort().join('; ')
  }

  close(): void {
    this.#direct.close()
  }
}
