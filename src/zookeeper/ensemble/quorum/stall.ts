import type { Clock } from '../../../base/clock.ts'

/** Ticks between two looks, half a tick apart, after which the process must have stood still. */
const tooLate = 2

/** Notices, looking each half tick, that this process stood still: in that time it could hear nobody. */
export class Stall {
  readonly #clock: Clock
  readonly #tickTime: number
  #last: number

  constructor(clock: Clock, tickTime: number) {
    this.#clock = clock
    this.#tickTime = tickTime
    this.#last = clock.elapsed()
  }

  /** Whether it has just been so. */
  isOver(): boolean {
    const now = this.#clock.elapsed()
    const passed = now - this.#last
    this.#last = now
    return passed > tooLate * this.#tickTime
  }
}
