import type { Logger } from '../../base/logger.ts'

/** Runs the controller's events strictly one after the other, each to its end. */
export class EventQueue {
  #tail: Promise<void> = Promise.resolve()
  readonly #logger: Logger
  readonly #failed: (error: unknown) => void

  /** @param failed hears of what an event threw; the next ones run all the same */
  constructor(logger: Logger, failed: (error: unknown) => void) {
    this.#logger = logger
    this.#failed = failed
  }

  put(name: string, event: () => Promise<void> | void): Promise<void> {
    this.#tail = this.#tail.then(event).catch((error) => {
      this.#logger.error(`Error processing event ${name}: ${error instanceof Error ? error.message : error}`)
      this.#failed(error)
    })
    return this.#tail
  }

  /** Runs after all that was put before; rejects with what it throws. */
  ask<T>(question: () => Promise<T> | T): Promise<T> {
    const answer = this.#tail.then(question)
    this.#tail = answer.then(
      () => undefined,
      () => undefined,
    )
    return answer
  }

  /** Settles when everything that was put so far has run. */
  idle(): Promise<void> {
    return this.#tail
  }
}
