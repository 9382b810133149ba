import { performance } from 'node:perf_hooks'
import type { LoopTimes } from '../../client/metrics/loop-metrics.ts'

/** In a millisecond. */
const nanoseconds = 1e6

/** How this process's event loop has spent its time so far. */
export function eventLoop(): LoopTimes {
  const { idle, active } = performance.eventLoopUtilization()
  const { loopCount } = performance.nodeTiming.uvMetricsInfo
  return { polls: loopCount, waitNs: Math.round(idle * nanoseconds), workNs: Math.round(active * nanoseconds) }
}
