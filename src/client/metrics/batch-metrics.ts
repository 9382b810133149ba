import type { Clock } from '../../base/clock.ts'
import { batchHeaderSize } from '../../wire/records/batch.ts'
import { recordSizeBound } from '../../wire/records/builder.ts'
import type { BatchObserver } from '../producer/batch-observer.ts'
import type { PendingBatch } from '../producer/pending-batch.ts'
import type { Metrics, Recorder } from './metrics.ts'
import { average } from './stats.ts'

interface TopicRecorders {
  readonly records: Recorder
  readonly bytes: Recorder
  readonly compression: Recorder
  readonly retries: Recorder
  readonly errors: Recorder
}

/** What went into requests, altogether and for each topic. Also tells of records that never came into a batch. */
export class BatchMetrics implements BatchObserver {
  readonly #metrics: Metrics
  readonly #clock: Clock
  readonly #size: Recorder
  readonly #queueTime: Recorder
  readonly #compression: Recorder
  readonly #recordSize: Recorder
  readonly #records: Recorder
  readonly #retries: Recorder
  readonly #errors: Recorder
  readonly #topics = new Map<string, TopicRecorders>()

  constructor(metrics: Metrics, clock: Clock, group: string) {
    const { sampling } = metrics
    this.#metrics = metrics
    this.#clock = clock
    this.#size = metrics.sensor(group, metrics.spread('batch-size'))
    this.#queueTime = metrics.sensor(group, metrics.spread('record-queue-time'))
    this.#compression = metrics.sensor(group, { 'compression-rate-avg': average(sampling) })
    this.#recordSize = metrics.sensor(group, metrics.spread('record-size'))
    const perRequest = { 'records-per-request-avg': average(sampling) }
    this.#records = metrics.sensor(group, { ...metrics.meter('record-send'), ...perRequest })
    this.#retries = metrics.sensor(group, metrics.meter('record-retry'))
    this.#errors = metrics.sensor(group, metrics.meter('record-error'))
    // Kafka halves a batch that the broker finds too large; ours fails.
    metrics.sensor(group, metrics.meter('batch-split'))
  }

  sent(batches: readonly PendingBatch[]): void {
    for (const batch of batches) this.#sent(batch)
    this.#records(batches.reduce((sum, { count }) => sum + count, 0))
  }

  retried(batch: PendingBatch): void {
    this.#retries(batch.count)
    this.#topics.get(batch.target.topic)?.retries(batch.count)
  }

  failed(batch: PendingBatch): void {
    this.#errors(batch.count)
    this.#topics.get(batch.target.topic)?.errors(batch.count)
  }

  /** A record could not be taken. */
  refused(): void {
    this.#errors(1)
  }

  #sent(batch: PendingBatch): void {
    const { length } = batch.bytes()
    const compression = (length - batchHeaderSize) / (batch.size - batchHeaderSize)
    this.#size(length)
    this.#queueTime(this.#clock.elapsed() - batch.createdAt)
    this.#compression(compression)
    this.#recordSize(batchHeaderSize + largestRecord(batch))
    const topic = this.#topic(batch.target.topic)
    topic.records(batch.count)
    topic.bytes(length)
    topic.compression(compression)
  }

  #topic(topic: string): TopicRecorders {
    const known = this.#topics.get(topic) ?? topicRecorders(this.#metrics, topic)
    this.#topics.set(topic, known)
    return known
  }
}

/** Kafka, too, tells what a record may come to at most before it is written. */
function largestRecord(batch: PendingBatch): number {
  let largest = 0
  for (const record of batch.records()) largest = Math.max(largest, recordSizeBound(record))
  return largest
}

function topicRecorders(metrics: Metrics, topic: string): TopicRecorders {
  const sensor = (figures: Parameters<Metrics['sensor']>[1]) =>
    metrics.sensor('producer-topic-metrics', figures, { topic })
  return {
    records: sensor(metrics.meter('record-send')),
    bytes: sensor(metrics.meter('byte')),
    compression: sensor({ 'compression-rate': average(metrics.sampling) }),
    retries: sensor(metrics.meter('record-retry')),
    errors: sensor(metrics.meter('record-error')),
  }
}
