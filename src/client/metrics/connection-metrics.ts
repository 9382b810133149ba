import { AuthenticationError } from '../errors.ts'
import type { ClientTrace } from '../trace.ts'
import type { Metrics } from './metrics.ts'
import { total } from './stats.ts'

/** How connections came and went, and who was believed on them. */
export function connectionMetrics(metrics: Metrics, group: string): ClientTrace {
  const sensor = (name: string) => metrics.sensor(group, metrics.meter(name))
  const [created, closed] = [sensor('connection-creation'), sensor('connection-close')]
  let open = 0
  metrics.gauge(group, 'connection-count', () => open)
  const succeeded = metrics.sensor(group, {
    ...metrics.meter('successful-authentication'),
    // Only a broker can tell those who know nothing of KIP-368 from others: for a client all are such.
    'successful-authentication-no-reauth-total': total(),
  })
  const failed = sensor('failed-authentication')
  const [renewed, lapsed] = [sensor('successful-reauthentication'), sensor('failed-reauthentication')]
  const renewal = metrics.sensor(group, metrics.spread('reauthentication-latency'))
  return {
    connected: () => {
      open++
      created(1)
    },
    closed: () => {
      open--
      closed(1)
    },
    authenticated: () => succeeded(1),
    reauthenticated: ({ milliseconds, error }) => {
      if (error !== undefined) return lapsed(1)
      renewed(1)
      renewal(milliseconds)
    },
    unreachable: ({ stage, error }) => {
      // As Kafka, which closes a socket that did not get to be connected.
      if (stage === 'dial') closed(1)
      if (error instanceof AuthenticationError) failed(1)
    },
  }
}
