import type { Clock } from '../base/clock.ts'
import { pause } from '../base/clock.ts'

/** Cuts long work into slices, so that the loop serves others in between. */
export class Pace {
  readonly #clock: Clock
  readonly #sliceMs: number
  #since: number

  constructor(clock: Clock, sliceMs = 8) {
    this.#clock = clock
    this.#sliceMs = sliceMs
    this.#since = clock.elapsed()
  }

  /** Lets others run if this slice is used up. */
  async breathe(): Promise<void> {
    if (this.#clock.elapsed() - this.#since < this.#sliceMs) return
    await new Promise<void>((resolve) => this.#clock.soon(resolve))
    this.#since = this.#clock.elapsed()
  }

  /** Waits (ms), to keep to a rate. */
  async rest(milliseconds: number): Promise<void> {
    await pause(this.#clock, milliseconds)
    this.#since = this.#clock.elapsed()
  }
}
