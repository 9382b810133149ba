import type { Clock, Timer } from '../../base/clock.ts'
import type { Gate } from './gate.ts'

/**
 * The clock of a server that can be frozen as by SIGSTOP: time goes on, but what was due meanwhile runs at the thaw.
 * `stop` is for a killed server: nothing runs any more, and nothing keeps the process alive.
 */
export class GatedClock implements Clock {
  readonly #clock: Clock
  readonly #gate: Gate
  readonly #pending = new Set<Timer>()

  constructor(clock: Clock, gate: Gate) {
    this.#clock = clock
    this.#gate = gate
  }

  now(): number {
    return this.#clock.now()
  }

  elapsed(): number {
    return this.#clock.elapsed()
  }

  after(milliseconds: number, task: () => void): Timer {
    if (this.#gate.isSealed) return { cancel: () => {} }
    let cancelled = false
    const timer = this.#clock.after(milliseconds, () => {
      this.#pending.delete(timer)
      this.#gate.pass(() => {
        if (!cancelled) task()
      })
    })
    this.#pending.add(timer)
    return {
      cancel: () => {
        cancelled = true
        this.#pending.delete(timer)
        timer.cancel()
      },
    }
  }

  soon(task: () => void): void {
    this.#clock.soon(() => this.#gate.pass(task))
  }

  stop(): void {
    for (const timer of this.#pending) timer.cancel()
    this.#pending.clear()
  }
}
