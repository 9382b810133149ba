import type { Clock } from '../../base/clock.ts'
import type { ClientTrace } from '../trace.ts'
import type { Metrics, Recorder, Tags } from './metrics.ts'

interface Traffic {
  readonly requested: Recorder
  readonly sentBytes: Recorder
  readonly answered: Recorder
  readonly receivedBytes: Recorder
}

export interface RequestGroups {
  readonly all: string
  readonly node: string
  /** The request whose answers' times are told: `Produce`. */
  readonly timed: string
  /** What the metric is called of how long brokers held answers back for a quota. */
  readonly throttle: string
}

/** What went to the brokers and came from them, altogether and for each. */
export function requestMetrics(metrics: Metrics, clock: Clock, groups: RequestGroups): ClientTrace {
  const { all, node, timed } = groups
  const whole = traffic(metrics, all, {})
  const moved = metrics.sensor(all, metrics.counter('network-io'))
  const latency = metrics.sensor(all, metrics.spread('request-latency'))
  const throttled = metrics.sensor(all, metrics.spread(groups.throttle))
  let [inFlight, metadataAt] = [0, 0]
  metrics.gauge(all, 'requests-in-flight', () => inFlight)
  metrics.gauge(all, 'metadata-age', () => (clock.now() - metadataAt) / 1000)

  const nodes = new Map<number, Traffic & { readonly latency: Recorder }>()
  const trafficWith = (id: number) => {
    const tags = { 'node-id': `node-${id}` }
    const known = nodes.get(id) ?? {
      ...traffic(metrics, node, tags),
      latency: metrics.sensor(node, metrics.spread('request-latency'), tags),
    }
    nodes.set(id, known)
    return known
  }

  return {
    unreachable: ({ node }) => void trafficWith(node.id),
    sent: ({ node, bytes, isAnswered }) => {
      if (isAnswered) inFlight++
      moved(bytes)
      for (const { requested, sentBytes } of [whole, trafficWith(node.id)]) {
        requested(bytes)
        sentBytes(bytes)
      }
    },
    asked: ({ api, node, milliseconds, sentBytes, receivedBytes, answer }) => {
      if (sentBytes > 0) inFlight--
      if (answer === undefined) return
      throttled(throttleTimeOf(answer))
      if (api === 'Metadata') metadataAt = clock.now()
      moved(receivedBytes)
      const peer = trafficWith(node.id)
      for (const { answered, receivedBytes: received } of [whole, peer]) {
        answered(1)
        received(receivedBytes)
      }
      if (api !== timed) return
      latency(milliseconds)
      peer.latency(milliseconds)
    },
  }
}

function traffic(metrics: Metrics, group: string, tags: Tags): Traffic {
  return {
    requested: metrics.sensor(group, { ...metrics.counter('request'), ...metrics.spread('request-size') }, tags),
    sentBytes: metrics.sensor(group, metrics.meter('outgoing-byte'), tags),
    answered: metrics.sensor(group, metrics.counter('response'), tags),
    receivedBytes: metrics.sensor(group, metrics.meter('incoming-byte'), tags),
  }
}

/** 0 of an answer that has no place for it. */
function throttleTimeOf(answer: object): number {
  return 'throttleTimeMs' in answer && typeof answer.throttleTimeMs === 'number' ? answer.throttleTimeMs : 0
}
