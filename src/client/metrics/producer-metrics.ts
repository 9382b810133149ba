import type { Clock } from '../../base/clock.ts'
import { kafkaCommit, kafkaVersion } from '../../base/kafka-version.ts'
import { bothTraces, type ClientTrace } from '../trace.ts'
import { BatchMetrics } from './batch-metrics.ts'
import { BufferMetrics } from './buffer-metrics.ts'
import { CallMetrics } from './call-metrics.ts'
import { connectionMetrics } from './connection-metrics.ts'
import { type LoopTimes, loopMetrics } from './loop-metrics.ts'
import { type MetricRow, Metrics } from './metrics.ts'
import { requestMetrics } from './request-metrics.ts'
import { sampling } from './sampling.ts'

const group = 'producer-metrics'
const requestGroups = {
  all: group,
  node: 'producer-node-metrics',
  timed: 'Produce',
  throttle: 'produce-throttle-time',
} as const

const calls = [
  'flush',
  'metadata-wait',
  'txn-init',
  'txn-begin',
  'txn-send-offsets',
  'txn-commit',
  'txn-abort',
] as const

export interface MeasuredClient {
  readonly properties: ReadonlyMap<string, string>
  readonly clientId: string
  readonly clock: Clock
  readonly loop: () => LoopTimes
}

/** A producer's metrics under Kafka's names, each fed by the part of it that is called as here. */
export class ProducerMetrics {
  readonly batches: BatchMetrics
  readonly buffer: BufferMetrics
  readonly calls: CallMetrics<(typeof calls)[number]>
  readonly trace: ClientTrace
  readonly #metrics: Metrics
  readonly #clientId: string
  readonly #lookAtLoop: () => void

  /** @throws ClientError (ConfigException) on settings that do not fit */
  constructor({ properties, clientId, clock, loop }: MeasuredClient) {
    const metrics = new Metrics(clock, sampling(properties))
    this.#metrics = metrics
    this.#clientId = clientId
    this.batches = new BatchMetrics(metrics, clock, group)
    this.buffer = new BufferMetrics(metrics, clock, group)
    this.calls = new CallMetrics(metrics, clock, group, calls)
    this.#lookAtLoop = loopMetrics(metrics, group, loop)
    const requests = requestMetrics(metrics, clock, requestGroups)
    const network = bothTraces(connectionMetrics(metrics, group), requests)
    this.trace = bothTraces(network, { sent: this.#lookAtLoop, asked: this.#lookAtLoop })
    const started = String(clock.now())
    metrics.gauge('app-info', 'commit-id', () => kafkaCommit)
    metrics.gauge('app-info', 'version', () => kafkaVersion)
    metrics.gauge('app-info', 'start-time-ms', () => started)
  }

  rows(): MetricRow[] {
    this.#lookAtLoop()
    return this.#metrics.rows({ 'client-id': this.#clientId })
  }
}
