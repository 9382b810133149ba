import type { Clock, Timer } from '../../base/clock.ts'

/** Something to wait for: whoever rings it, or the time. A ring that nobody waited for is not lost. */
export class Alarm {
  readonly #clock: Clock
  #rang = false
  #wake: (() => void) | undefined
  #timer: Timer | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  ring(): void {
    this.#rang = true
    this.#wake?.()
  }

  /** Until the next ring, at most so many milliseconds. */
  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#timer?.cancel()
        this.#wake = undefined
        this.#rang = false
        resolve()
      }
      if (this.#rang) {
        done()
        return
      }
      this.#wake = done
      if (milliseconds < 2 ** 31) this.#timer = this.#clock.after(Math.max(0, milliseconds), done)
    })
  }
}
