import type { Clock } from '../../base/clock.ts'

/** Shorter rests are not worth a timer. */
const shortestRest = 2
/** Messages after which the network gets a turn, even at full speed. */
const turn = 1000

/** Lets a loop send only so many messages a second: fewer than 0 for no limit; at 0 it stops for good after the first. */
export class Pace {
  readonly #clock: Clock
  readonly #perSecond: number
  readonly #start: number

  constructor(perSecond: number, clock: Clock) {
    this.#clock = clock
    this.#perSecond = perSecond
    this.#start = clock.elapsed()
  }

  /** To be awaited after the message number `sent`, if it gives anything to wait for; Kafka counts from the second on. */
  after(sent: number): Promise<void> | undefined {
    if (this.#perSecond === 0) return new Promise(() => {})
    const due = this.#start + ((sent - 1) * 1000) / this.#perSecond
    const ahead = this.#perSecond < 0 ? 0 : due - this.#clock.elapsed()
    if (ahead >= shortestRest) return new Promise((resolve) => void this.#clock.after(ahead, resolve))
    if (sent % turn !== 0) return undefined
    return new Promise((resolve) => this.#clock.soon(resolve))
  }
}
