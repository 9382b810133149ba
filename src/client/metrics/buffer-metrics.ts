import type { Clock } from '../../base/clock.ts'
import type { Metrics, Recorder } from './metrics.ts'
import { share, total } from './stats.ts'

/** In a millisecond. */
const nanoseconds = 1e6

/** What a producer's records wait in, and how long callers waited for room in it. */
export class BufferMetrics {
  readonly #metrics: Metrics
  readonly #group: string
  readonly #clock: Clock
  readonly #waited: Recorder
  readonly #exhausted: Recorder
  #waiting = 0

  constructor(metrics: Metrics, clock: Clock, group: string) {
    this.#metrics = metrics
    this.#group = group
    this.#clock = clock
    this.#waited = metrics.sensor(group, {
      'bufferpool-wait-ratio': share(metrics.sampling),
      'bufferpool-wait-time-total': total(),
      'bufferpool-wait-time-ns-total': total(),
    })
    this.#exhausted = metrics.sensor(group, metrics.meter('buffer-exhausted'))
    metrics.gauge(group, 'waiting-threads', () => this.#waiting)
  }

  /** From now on the buffer's sizes are known. */
  watch(totalBytes: number, bufferedBytes: () => number): void {
    this.#metrics.gauge(this.#group, 'buffer-total-bytes', () => totalBytes)
    this.#metrics.gauge(this.#group, 'buffer-available-bytes', () => Math.max(0, totalBytes - bufferedBytes()))
  }

  /** Counts a wait for room; where that fails, there was none in time. */
  async waited(room: Promise<void>): Promise<void> {
    const begun = this.#clock.elapsed()
    this.#waiting++
    try {
      await room
    } catch (error) {
      this.#exhausted(1)
      throw error
    } finally {
      this.#waiting--
      this.#waited(Math.round((this.#clock.elapsed() - begun) * nanoseconds))
    }
  }
}
