import type { Producer } from '../../client/producer/producer.ts'

type TransactionCalls = Pick<Producer, 'beginTransaction' | 'commitTransaction'>

/** Transactions of which each is committed when it is old enough. Times in milliseconds. */
export class TimedTransactions {
  readonly #producer: TransactionCalls
  readonly #durationMs: number
  #start: number | undefined

  constructor(producer: TransactionCalls, durationMs: number) {
    this.#producer = producer
    this.#durationMs = durationMs
  }

  /** To be called before each message. */
  before(now: number): void {
    if (this.#start !== undefined) return
    this.#producer.beginTransaction()
    this.#start = now
  }

  /** To be called after each message. */
  async after(sentAt: number): Promise<void> {
    if (this.#start !== undefined && sentAt - this.#start >= this.#durationMs) await this.end()
  }

  /** Commits what is open. */
  async end(): Promise<void> {
    if (this.#start === undefined) return
    await this.#producer.commitTransaction()
    this.#start = undefined
  }
}
