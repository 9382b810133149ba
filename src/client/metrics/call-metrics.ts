import type { Clock } from '../../base/clock.ts'
import type { Metrics, Recorder } from './metrics.ts'
import { total } from './stats.ts'

/** In a millisecond. */
const nanoseconds = 1e6

/** How long callers waited, for each kind of call. */
export class CallMetrics<Kind extends string> {
  readonly #clock: Clock
  readonly #recorders: ReadonlyMap<Kind, Recorder>

  /** `kinds` are named as Kafka's metrics: `flush` → `flush-time-ns-total`. */
  constructor(metrics: Metrics, clock: Clock, group: string, kinds: readonly Kind[]) {
    this.#clock = clock
    this.#recorders = new Map(
      kinds.map((kind) => [kind, metrics.sensor(group, { [`${kind}-time-ns-total`]: total() })]),
    )
  }

  /** Counts the time of a call that succeeds. */
  async timed<T>(kind: Kind, call: () => Promise<T>): Promise<T> {
    const begun = this.#clock.elapsed()
    const result = await call()
    this.#record(kind, begun)
    return result
  }

  /** The same for a call that does not wait. */
  timedNow(kind: Kind, call: () => void): void {
    const begun = this.#clock.elapsed()
    call()
    this.#record(kind, begun)
  }

  #record(kind: Kind, begun: number): void {
    this.#recorders.get(kind)?.(Math.round((this.#clock.elapsed() - begun) * nanoseconds))
  }
}
