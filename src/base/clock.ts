/** A pending call; cancelling twice, or after it ran, does nothing. */
export interface Timer {
  cancel(): void
}

/**
 * Time, handed in wherever it matters, so that a whole cluster can run on a virtual clock in a test.
 * Nothing below `cli` reads `Date` or calls `setTimeout` itself.
 */
export interface Clock {
  /** Wall time in whole milliseconds since 1970; may jump. For what is stored or shown. */
  now(): number
  /** Monotonic time in milliseconds with fractions. For time-outs and durations. */
  elapsed(): number
  /** Runs `task` once, `milliseconds` from now. */
  after(milliseconds: number, task: () => void): Timer
  /** Runs `task` in a later turn of the loop, after pending I/O was looked at. */
  soon(task: () => void): void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  // Not `performance.now()`: the first look at that object loads node:perf_hooks, 1 ms.
  elapsed: () => {
    const [seconds, nanoseconds] = process.hrtime()
    return seconds * 1e3 + nanoseconds / 1e6
  },
  after(milliseconds, task) {
    const handle = setTimeout(task, milliseconds)
    return { cancel: () => clearTimeout(handle) }
  },
  soon: (task) => {
    setImmediate(task)
  },
}

/** Resolves after so many milliseconds; for a wait that nothing cuts short. */
export function pause(clock: Clock, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    clock.after(milliseconds, resolve)
  })
}

/** Node's timers count in 31 bits. */
const longestTimer = 0x7fffffff

/** What the promise comes to; undefined when that takes longer. The promise goes on unheard then. */
export function within<T>(clock: Clock, milliseconds: number, promise: Promise<T>): Promise<T | undefined> {
  if (milliseconds > longestTimer) return promise
  return new Promise((resolve, reject) => {
    const timer = clock.after(milliseconds, () => resolve(undefined))
    promise.finally(() => timer.cancel()).then(resolve, reject)
  })
}

/** Runs `task` again and again, `milliseconds` after each end of the one before, until cancelled. */
export function every(clock: Clock, milliseconds: number, task: () => void): Timer {
  let cancelled = false
  let pending = clock.after(milliseconds, turn)
  function turn() {
    task()
    if (!cancelled) pending = clock.after(milliseconds, turn)
  }
  return {
    cancel() {
      cancelled = true
      pending.cancel()
    },
  }
}
