import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../src/base/clock.ts'
import { createLogger } from '../../src/base/logger.ts'
import { systemRandom } from '../../src/base/random.ts'
import { Producer } from '../../src/client/producer/producer.ts'
import { tcpTransport } from '../../src/net/tcp.ts'
import { eventually } from './servers.ts'

export interface Acknowledged {
  readonly partition: number
  readonly offset: number
}

/** Records whose answer is awaited at a time. */
const window = 500
/** Records that are sent at a time. */
const portion = window / 10

export interface LoadOptions {
  readonly topic: string
  readonly partitions: number
  /** As fast as they are acknowledged when left out. */
  readonly perSecond?: number
  /** How long a broker that froze keeps the producer waiting. */
  readonly requestTimeoutMs?: number
}

/** A producer with acks=all and idempotence that sends numbered records, and remembers each that was acknowledged. */
export class AcknowledgedLoad {
  readonly acknowledged = new Map<number, Acknowledged>()
  readonly failures: unknown[] = []
  readonly #producer: Producer
  readonly #options: LoadOptions
  /** The producer's warnings. */
  readonly #said: readonly string[]
  #sent = 0
  #stopped = false
  #running: Promise<void> = Promise.resolve()

  private constructor(producer: Producer, options: LoadOptions, said: readonly string[]) {
    this.#producer = producer
    this.#options = options
    this.#said = said
  }

  static async start(bootstrap: string, options: LoadOptions): Promise<AcknowledgedLoad> {
    const properties = new Map([
      ['bootstrap.servers', bootstrap],
      ['acks', 'all'],
      ['batch.size', '2000'],
      ['delivery.timeout.ms', '300000'],
      ['request.timeout.ms', String(options.requestTimeoutMs ?? 30_000)],
    ])
    const said: string[] = []
    const logger = createLogger({ clock: systemClock, name: 'load', level: 'WARN', write: (line) => said.push(line) })
    const io = { transport: tcpTransport, clock: systemClock, random: systemRandom, logger }
    const load = new AcknowledgedLoad(await Producer.open(properties, io), options, said)
    load.#running = load.#run()
    return load
  }

  /** Records sent, acknowledged or not. */
  get sent(): number {
    return this.#sent
  }

  get partitions(): number {
    return this.#options.partitions
  }

  /** Waits until so many more records are acknowledged. */
  async more(count: number): Promise<void> {
    const goal = this.acknowledged.size + count
    try {
      await eventually(`${count} more records are acknowledged`, () => this.acknowledged.size >= goal, 90_000)
    } catch (error) {
      const state = `${this.#sent} sent, ${this.acknowledged.size} acknowledged, ${this.failures.length} failed`
      throw new Error(`${state}; the producer said last:\n${this.#said.slice(-20).join('')}`, { cause: error })
    }
  }

  /** Sends nothing more, and waits for the answers that are due. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
    await this.#producer.close(190_000)
  }

  async #run(): Promise<void> {
    const { perSecond } = this.#options
    while (!this.#stopped) {
      const batch = Array.from({ length: portion }, () => this.#send(this.#sent++))
      if (perSecond) await pause((1000 * portion) / perSecond)
      if (this.#sent - this.acknowledged.size - this.failures.length < window) await nextTurn()
      else await Promise.race(batch)
    }
  }

  async #send(number: number): Promise<void> {
    const partition = number % this.#options.partitions
    const value = Buffer.from(String(number))
    try {
      const { offset } = await this.#producer.send({ topic: this.#options.topic, partition, value })
      this.acknowledged.set(number, { partition, offset })
    } catch (error) {
      this.failures.push(error)
    }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
