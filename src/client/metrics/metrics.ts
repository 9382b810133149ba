import type { Clock } from '../../base/clock.ts'
import { average, maximum, occurrences, rate, type Sampling, type Stat, total } from './stats.ts'

/** Tags in the order in which they are shown. */
export type Tags = Readonly<Record<string, string>>

export interface MetricRow {
  readonly group: string
  readonly name: string
  readonly tags: Tags
  readonly value: number | string
}

interface Metric extends Omit<MetricRow, 'value'> {
  measure(now: number): number | string
}

/** A sensor's figures by their names. */
export interface Figures {
  readonly [name: string]: Stat
}

/** Remembers what is recorded, for each of its figures. */
export type Recorder = (value: number, times?: number) => void

/** A client's metrics: groups of named figures, each measured when it is asked for. */
export class Metrics {
  readonly sampling: Sampling
  readonly #clock: Clock
  readonly #metrics: Metric[] = []

  constructor(clock: Clock, sampling: Sampling) {
    this.#clock = clock
    this.sampling = sampling
  }

  /** Makes figures by their names, which are fed together. */
  sensor(group: string, stats: Figures, tags: Tags = {}): Recorder {
    for (const [name, stat] of Object.entries(stats)) {
      this.#metrics.push({ group, name, tags, measure: (now) => stat.measure(now) })
    }
    const all = Object.values(stats)
    return (value, times = 1) => {
      const now = this.#clock.elapsed()
      for (const stat of all) stat.record(value, now, times)
    }
  }

  /** A figure that is looked up. */
  gauge(group: string, name: string, read: () => number | string): void {
    this.#metrics.push({ group, name, tags: {}, measure: read })
  }

  /** `x-rate` and `x-total`: of the values. */
  meter(name: string): Figures {
    return { [`${name}-rate`]: rate(this.sampling), [`${name}-total`]: total() }
  }

  /** `x-rate` and `x-total`: of how often. */
  counter(name: string): Figures {
    return { [`${name}-rate`]: occurrences(rate(this.sampling)), [`${name}-total`]: occurrences(total()) }
  }

  /** `x-avg` and `x-max`. */
  spread(name: string): Figures {
    return { [`${name}-avg`]: average(this.sampling), [`${name}-max`]: maximum(this.sampling) }
  }

  /** All of them, and how many these are. */
  rows(shared: Tags): MetricRow[] {
    const now = this.#clock.elapsed()
    const rows = this.#metrics.map(({ group, name, tags, measure }) => {
      return { group, name, tags: { ...shared, ...tags }, value: measure(now) }
    })
    return [...rows, { group: 'kafka-metrics-count', name: 'count', tags: shared, value: rows.length + 1 }]
  }
}
