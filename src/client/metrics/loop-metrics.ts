import type { Metrics } from './metrics.ts'
import { average, rate, share, total } from './stats.ts'

/** How the process's event loop spent its time so far. */
export interface LoopTimes {
  /** How often it looked for I/O. */
  readonly polls: number
  /** Nanoseconds that it waited for I/O. */
  readonly waitNs: number
  /** Nanoseconds in which it did not. */
  readonly workNs: number
}

/**
 * What Kafka tells of its network thread's selector, told of the event loop, which is our network thread and does all other
 * work too. Returns what is to be called often: it takes the times since the last call.
 */
export function loopMetrics(metrics: Metrics, group: string, read: () => LoopTimes): () => void {
  const { sampling } = metrics
  const times = (name: string, totalName: string) =>
    metrics.sensor(group, {
      [`${name}-ratio`]: share(sampling),
      [`${name}-time-ns-avg`]: average(sampling),
      [`${name}-time-ns-total`]: total(),
      [totalName]: total(),
    })
  const polled = metrics.sensor(group, { 'select-rate': rate(sampling), 'select-total': total() })
  const waited = times('io-wait', 'io-waittime-total')
  const worked = times('io', 'iotime-total')
  let last = read()
  return () => {
    const now = read()
    const polls = now.polls - last.polls
    if (polls === 0) return
    polled(polls)
    waited(now.waitNs - last.waitNs, polls)
    worked(now.workNs - last.workNs, polls)
    last = now
  }
}
