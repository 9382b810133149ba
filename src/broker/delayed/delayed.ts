import type { Clock, Timer } from '../../base/clock.ts'

/** Whatever waits for a change of a partition: it is asked again whenever something about the partition changed. */
export interface Waiter {
  /** Looks whether the wait is over. */
  changed(): void
}

/** The waiters of one partition, or of anything else that changes. */
export class WaitingRoom {
  readonly #waiters = new Set<Waiter>()

  add(waiter: Waiter): void {
    this.#waiters.add(waiter)
  }

  remove(waiter: Waiter): void {
    this.#waiters.delete(waiter)
  }

  get isEmpty(): boolean {
    return this.#waiters.size === 0
  }

  /** Tells everybody that something changed. */
  poke(): void {
    if (this.#waiters.size === 0) return
    for (const waiter of [...this.#waiters]) waiter.changed()
  }
}

export interface DelayOptions<T> {
  readonly clock: Clock
  readonly timeoutMs: number
  /** Where news comes from. */
  readonly rooms: readonly WaitingRoom[]
  /** The outcome as soon as there is one; undefined while it has to wait on. */
  readonly tryComplete: () => T | undefined
  /** The outcome when the time is up. */
  readonly expired: () => T
}

/**
 * A delayed operation: its outcome at once when `tryComplete` has it already, else a promise of what `tryComplete` gives
 * after one of its rooms was poked, or of what `expired` gives when the time is up.
 */
export function delayed<T>(options: DelayOptions<T>): T | Promise<T> {
  const now = options.tryComplete()
  if (now !== undefined) return now
  if (options.timeoutMs <= 0) return options.expired()
  return new Promise((resolve, reject) => new Delay(options, resolve, reject).wait())
}

class Delay<T> implements Waiter {
  readonly #options: DelayOptions<T>
  readonly #resolve: (outcome: T) => void
  readonly #reject: (error: unknown) => void
  #timer: Timer | undefined

  constructor(options: DelayOptions<T>, resolve: (outcome: T) => void, reject: (error: unknown) => void) {
    this.#options = options
    this.#resolve = resolve
    this.#reject = reject
  }

  wait(): void {
    const { clock, timeoutMs, rooms } = this.#options
    for (const room of rooms) room.add(this)
    this.#timer = clock.after(timeoutMs, () => this.#finish(this.#options.expired))
  }

  changed(): void {
    this.#finish(this.#options.tryComplete)
  }

  #finish(outcome: () => T | undefined): void {
    try {
      const result = outcome()
      if (result === undefined) return
      this.#leave()
      this.#resolve(result)
    } catch (error) {
      this.#leave()
      this.#reject(error)
    }
  }

  #leave(): void {
    this.#timer?.cancel()
    for (const room of this.#options.rooms) room.remove(this)
  }
}
