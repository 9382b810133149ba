import type { Clock, Timer } from '../../base/clock.ts'

/** What is to be done later, unless the manager is closed before. */
export class Deferred {
  readonly #clock: Clock
  readonly #pending = new Map<Timer, () => void>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  after(milliseconds: number, task: () => void, abandon: () => void): void {
    const timer = this.#clock.after(milliseconds, () => {
      this.#pending.delete(timer)
      task()
    })
    this.#pending.set(timer, abandon)
  }

  abandonAll(): void {
    for (const [timer, abandon] of this.#pending) {
      timer.cancel()
      abandon()
    }
    this.#pending.clear()
  }
}
