/** One of a sensor's figures, by the definitions of Kafka's `org.apache.kafka.common.metrics.stats`. Times in `clock.elapsed()` milliseconds. */
export interface Stat {
  /** `times` events that come to `value` together. */
  record(value: number, now: number, times: number): void
  measure(now: number): number
}

/** How far back windowed figures look: over so many samples of that length. */
export interface Sampling {
  readonly samples: number
  readonly windowMs: number
}

interface Sample {
  start: number
  events: number
  value: number
}

type Add = (sample: Sample, value: number, times: number) => void

/** The last samples of what was recorded; older ones are forgotten. */
class Window {
  readonly #sampling: Sampling
  readonly #add: Add
  #samples: Sample[] = []

  constructor(sampling: Sampling, add: Add) {
    this.#sampling = sampling
    this.#add = add
  }

  record(value: number, now: number, times: number): void {
    const { samples, windowMs } = this.#sampling
    let sample = this.#samples.at(-1)
    if (sample === undefined || now - sample.start >= windowMs) {
      sample = { start: now, events: 0, value: 0 }
      this.#samples.push(sample)
      if (this.#samples.length > samples) this.#samples.shift()
    }
    sample.events += times
    this.#add(sample, value, times)
  }

  recent(now: number): readonly Sample[] {
    const { samples, windowMs } = this.#sampling
    return this.#samples.filter(({ start }) => now - start < samples * windowMs)
  }

  /** Milliseconds that the samples stand for: at the beginning no fewer than all samples but the last would take. */
  length(now: number): number {
    const { samples, windowMs } = this.#sampling
    const elapsed = now - (this.recent(now)[0]?.start ?? now)
    const missing = Math.max(0, samples - 1 - Math.floor(elapsed / windowMs))
    return Math.max(1, elapsed + missing * windowMs)
  }
}

const sumUp: Add = (sample, value) => {
  sample.value += value
}
const sumOf = (samples: readonly Sample[]) => samples.reduce((sum, { value }) => sum + value, 0)
const eventsOf = (samples: readonly Sample[]) => samples.reduce((sum, { events }) => sum + events, 0)

/** NaN when nothing was recorded of late. */
export function average(sampling: Sampling): Stat {
  const window = new Window(sampling, sumUp)
  return {
    record: (value, now, times) => window.record(value, now, times),
    measure: (now) => sumOf(window.recent(now)) / eventsOf(window.recent(now)),
  }
}

/** NaN when nothing was recorded of late. */
export function maximum(sampling: Sampling): Stat {
  const window = new Window(sampling, (sample, value, times) => {
    sample.value = sample.events === times ? value : Math.max(sample.value, value)
  })
  return {
    record: (value, now, times) => window.record(value, now, times),
    measure: (now) => {
      const samples = window.recent(now)
      return samples.length === 0 ? Number.NaN : Math.max(...samples.map(({ value }) => value))
    },
  }
}

/** The sum of the values in a second. */
export function rate(sampling: Sampling): Stat {
  const window = new Window(sampling, sumUp)
  return {
    record: (value, now, times) => window.record(value, now, times),
    measure: (now) => (sumOf(window.recent(now)) * 1000) / window.length(now),
  }
}

/** The share that nanoseconds recorded have in the time that passed. */
export function share(sampling: Sampling): Stat {
  const perSecond = rate(sampling)
  return { record: perSecond.record, measure: (now) => perSecond.measure(now) / 1e9 }
}

/** All values since the beginning. */
export function total(): Stat {
  let sum = 0
  return {
    record: (value) => {
      sum += value
    },
    measure: () => sum,
  }
}

/** As `stat`, of how often something was recorded. */
export function occurrences(stat: Stat): Stat {
  return { record: (_value, now, times) => stat.record(times, now, times), measure: stat.measure }
}
