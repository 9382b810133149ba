import { KafkaError } from '../wire/kafka/errors.ts'
import type { ProducerIdBlock } from './znodes/producer-id-block.ts'

/** The next block is asked for when this part of the current one is used. */
const prefetchAt = 0.9

/** Gives out producer ids from blocks that the controller allots. A restart wastes the rest of a block. */
export class ProducerIds {
  readonly #allocate: () => Promise<ProducerIdBlock>
  #current: ProducerIdBlock | undefined
  #next: ProducerIdBlock | undefined
  #used = 0
  #underWay: Promise<void> | undefined

  constructor(allocate: () => Promise<ProducerIdBlock>) {
    this.#allocate = allocate
  }

  /** A producer id that nobody else has. Rejects with COORDINATOR_LOAD_IN_PROGRESS while none can be had. */
  async take(): Promise<number> {
    const ready = this.#fromCurrent()
    if (ready !== undefined) return ready
    await this.#fetch()
    const fetched = this.#fromCurrent()
    if (fetched === undefined)
      throw new KafkaError('COORDINATOR_LOAD_IN_PROGRESS', 'Producer ID block is full, waiting for next block')
    return fetched
  }

  #fromCurrent(): number | undefined {
    if (this.#current !== undefined && this.#used > this.#current.last - this.#current.first) this.#current = undefined
    if (this.#current === undefined) {
      this.#current = this.#next
      this.#next = undefined
      this.#used = 0
    }
    if (this.#current === undefined) return undefined
    const size = this.#current.last - this.#current.first + 1
    const id = this.#current.first + this.#used++
    if (this.#used >= size * prefetchAt && this.#next === undefined) void this.#fetch()
    return id
  }

  /** Never rejects: without a block the next one who wants an id tries again. */
  #fetch(): Promise<void> {
    this.#underWay ??= this.#allocate()
      .then(
        (block) => {
          this.#next = block
        },
        () => {},
      )
      .finally(() => {
        this.#underWay = undefined
      })
    return this.#underWay
  }
}
