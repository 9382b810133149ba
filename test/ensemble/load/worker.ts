import { pause } from '../../../src/base/clock.ts'
import { ZooKeeperError } from '../../../src/wire/jute/errors.ts'
import type { ZooKeeperClient } from '../../../src/zookeeper/client/client.ts'
import type { SeededRandom } from '../../simulation/seeded-random.ts'
import type { ClientNode } from '../client-node.ts'
import type { Stage } from '../stage.ts'
import { handlersFor, type MakeHandler } from './handlers.ts'
import { anyOperation, folders, nodes, type Operation } from './operations.ts'

export const sessionTimeoutMs = 3000

/** A session of a worker, and what its operations share. */
export interface Work {
  readonly client: ZooKeeperClient
  readonly random: SeededRandom
  readonly handler: MakeHandler
  /** Text that nobody else writes. */
  unique(): string
}

/** A client that does this and that, one session after the other, until it is told to stop. */
export class Worker {
  readonly #stage: Stage
  readonly #node: ClientNode
  readonly #random: SeededRandom
  readonly #restMs: number
  #texts = 0
  #isStopping = false
  #done: Promise<void> = Promise.resolve()

  constructor(stage: Stage, name: string, restMs: number) {
    this.#stage = stage
    this.#node = stage.client(name)
    this.#random = stage.world.random()
    this.#restMs = restMs
    stage.workers.push(name)
  }

  start(): void {
    this.#done = this.#run()
  }

  /** It finishes what it began; resolves when its last session is closed or left alone. */
  stop(): Promise<void> {
    this.#isStopping = true
    return this.#done
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) await this.#liveOneSession()
  }

  async #liveOneSession(): Promise<void> {
    const client = this.#node.client(this.#stage.hosts, sessionTimeoutMs)
    const work: Work = {
      client,
      random: this.#random,
      handler: handlersFor(this.#stage.history, this.#node.name),
      unique: () => `${this.#node.name}.${++this.#texts}`,
    }
    while (!this.#isStopping && client.state !== 'Expired' && !this.#random.chance(0.015)) {
      await this.#batch(work)
      await pause(this.#node.clock, this.#random.between(1, 2 * this.#restMs))
    }
    if (this.#isStopping && client.state !== 'Expired') await this.#lookOnce(work)
    if (this.#random.chance(0.7)) await client.close()
    else client.abandon()
  }

  /** Some operations at once, without waiting. */
  async #batch(work: Work): Promise<void> {
    const count = this.#random.chance(0.3) ? 2 + this.#random.int(3) : 1
    const all = Array.from({ length: count }, () => this.#carryOut(work, anyOperation(this.#random)))
    await Promise.all(all)
  }

  /** A refusal is nothing special: the history judges by what was on the wire. */
  async #carryOut(work: Work, operation: Operation): Promise<void> {
    try {
      await operation(work)
    } catch (error) {
      if (!(error instanceof ZooKeeperError)) throw error
    }
  }

  /** Whatever is watched has not changed, or the watch has fired. */
  async #lookOnce(work: Work): Promise<void> {
    await this.#carryOut(work, ({ client }) => client.sync('/'))
    for (const path of [...folders, ...nodes]) await this.#carryOut(work, ({ client }) => client.exists(path))
  }
}
