import type { ClientIo } from '../node.ts'
import { producerConfig } from '../producer/config.ts'
import type { TopicPartitions } from '../producer/partitioner.ts'
import type { RecordDone, TopicPartition } from '../producer/pending-batch.ts'
import { Producer, type ProducerRecord } from '../producer/producer.ts'
import { bothTraces } from '../trace.ts'
import type { LoopTimes } from './loop-metrics.ts'
import type { MetricRow } from './metrics.ts'
import { ProducerMetrics } from './producer-metrics.ts'

/** A producer of which Kafka's metrics are kept; its calls are those of `Producer`. */
export class MeasuredProducer {
  readonly #producer: Producer
  readonly #metrics: ProducerMetrics

  private constructor(producer: Producer, metrics: ProducerMetrics) {
    this.#producer = producer
    this.#metrics = metrics
  }

  /** `loop` tells how the process's event loop spends its time. @throws ClientError as `Producer.open` */
  static async open(
    properties: ReadonlyMap<string, string>,
    io: ClientIo,
    loop: () => LoopTimes,
  ): Promise<MeasuredProducer> {
    const { client, bufferMemory } = producerConfig(properties)
    const metrics = new ProducerMetrics({ properties, clientId: client.clientId, clock: io.clock, loop })
    const trace = io.trace === undefined ? metrics.trace : bothTraces(io.trace, metrics.trace)
    const producer = await Producer.open(properties, { ...io, trace }, metrics.batches)
    metrics.buffer.watch(bufferMemory, () => producer.bufferedBytes)
    return new MeasuredProducer(producer, metrics)
  }

  /** The metrics as they are now. */
  metrics(): MetricRow[] {
    return this.#metrics.rows()
  }

  get isFull(): boolean {
    return this.#producer.isFull
  }

  append(record: ProducerRecord, done?: RecordDone): TopicPartition {
    try {
      return this.#producer.append(record, done)
    } catch (error) {
      this.#metrics.batches.refused()
      throw error
    }
  }

  async findTopic(topic: string): Promise<TopicPartitions> {
    try {
      return await this.#metrics.calls.timed('metadata-wait', () => this.#producer.findTopic(topic))
    } catch (error) {
      this.#metrics.batches.refused()
      throw error
    }
  }

  room(): Promise<void> {
    return this.#metrics.buffer.waited(this.#producer.room())
  }

  flush(): Promise<void> {
    return this.#metrics.calls.timed('flush', () => this.#producer.flush())
  }

  initTransactions(): Promise<void> {
    return this.#metrics.calls.timed('txn-init', () => this.#producer.initTransactions())
  }

  beginTransaction(): void {
    this.#metrics.calls.timedNow('txn-begin', () => this.#producer.beginTransaction())
  }

  commitTransaction(): Promise<void> {
    return this.#metrics.calls.timed('txn-commit', () => this.#producer.commitTransaction())
  }

  close(): Promise<void> {
    return this.#producer.close()
  }
}
