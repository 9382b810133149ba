import { wellFormed } from '../../base/java-utf8.ts'
import { executionException, javaClassOf, javaText } from '../../client/errors.ts'
import type { PendingBatch } from '../../client/producer/pending-batch.ts'
import type { Producer, ProducerRecord, RecordMetadata } from '../../client/producer/producer.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { isPlain, type LineFormat, parseLine } from './line-format.ts'
import { lineBounds, wholeLines } from './lines.ts'
import { sentRecord } from './results.ts'

export interface SinkOptions {
  readonly context: CommandContext
  readonly producer: Producer
  readonly topic: string
  readonly format: LineFormat
  /** One message at a time. */
  readonly isSync: boolean
}

/** Makes messages of lines. What can't be stored is logged, and the next line has its turn. */
export class MessageSink {
  readonly #o: SinkOptions
  readonly #isBulk: boolean
  #lineNumber = 0
  #isTopicFound = false
  #unready: unknown

  constructor(options: SinkOptions) {
    this.#o = options
    this.#isBulk = isPlain(options.format) && !options.isSync && !options.context.report.isJson
    options.producer.onFailure((error, batch) => this.#logBatch(error, batch))
  }

  /**
   * Takes the whole lines in `bytes`; returns how many bytes that were.
   * @throws ClientError (KafkaException) at a line that lacks a separator, and with `isSync` what the message failed with
   */
  async take(bytes: Buffer, isLast: boolean): Promise<number> {
    const length = isLast ? bytes.length : wholeLines(bytes)
    const text = wellFormed(bytes.subarray(0, length))
    const bounds = lineBounds(text)
    if (this.#isBulk && bounds.length > 0 && (await this.#isReady())) this.#takeBulk(text, bounds)
    else
      for (let at = 0; at < bounds.length; at += 2) await this.line(text.toString('utf8', bounds[at], bounds[at + 1]))
    return length
  }

  /** Takes one line. */
  async line(text: string): Promise<void> {
    const { topic, format, isSync } = this.#o
    const record = { topic, ...parseLine(format, text, ++this.#lineNumber) }
    if (isSync) {
      await this.#sendAndWait(record)
      return
    }
    try {
      await this.#ready()
      this.#append(record)
    } catch (error) {
      this.#failed(error, record.key, record.value)
    }
  }

  #append(record: ProducerRecord): void {
    const { producer, context } = this.#o
    if (!context.report.isJson) producer.append(record)
    else producer.appendTracked(record, (outcome) => this.#tell(outcome))
  }

  /** Kafka's tool prints nothing of it. */
  #tell(outcome: RecordMetadata | Error): void {
    if (!(outcome instanceof Error)) this.#o.context.report.results(sentRecord, [outcome], () => '')
  }

  /** False when the topic was not found, or no room came, within max.block.ms: that is the next line's failure. */
  async #isReady(): Promise<boolean> {
    try {
      await this.#ready()
      return true
    } catch (error) {
      this.#unready = error
      return false
    }
  }

  async #ready(): Promise<void> {
    const { producer, topic } = this.#o
    const error = this.#unready
    this.#unready = undefined
    if (error !== undefined) throw error
    if (!this.#isTopicFound) await producer.findTopic(topic)
    this.#isTopicFound = true
    if (producer.isFull) await producer.room()
  }

  #takeBulk(text: Buffer, bounds: readonly number[]): void {
    const { topic, producer, context } = this.#o
    // A stretch of a Buffer would cost half as much again.
    const source = new Uint8Array(text.buffer, text.byteOffset, text.length)
    const values = { timestamp: context.clock.now(), source, bounds }
    for (let at = 0; at < bounds.length; at += 2) {
      at = producer.appendValues(topic, values, at)
      if (at < bounds.length) this.#appendOrLog(text.subarray(bounds[at], bounds[at + 1]))
    }
  }

  #appendOrLog(value: Buffer): void {
    try {
      this.#append({ topic: this.#o.topic, value })
    } catch (error) {
      this.#failed(error, null, value)
    }
  }

  /** What the future of a record fails with reaches Kafka's tool inside an ExecutionException. */
  async #sendAndWait(record: ProducerRecord): Promise<void> {
    const stored = this.#o.producer.send(record)
    try {
      const [outcome] = await Promise.all([stored, this.#o.producer.flush()])
      this.#tell(outcome)
    } catch (error) {
      if (!isApiException(error)) throw error
      throw executionException(error)
    }
  }

  /** @throws what is not the record's fault, nor the cluster's */
  #failed(error: unknown, key: Uint8Array | null, value: Uint8Array | null): void {
    if (!isApiException(error)) throw error
    this.#log(error, key, value)
  }

  #logBatch(error: Error, batch: PendingBatch): void {
    if (this.#o.isSync) return
    for (const { key, value } of batch.records()) this.#log(error, key, value)
  }

  #log(error: unknown, key: Uint8Array | null, value: Uint8Array | null): void {
    const size = (bytes: Uint8Array | null) => (bytes === null ? 'null' : `${bytes.length} bytes`)
    this.#o.context.logger
      .named('org.apache.kafka.clients.producer.internals.ErrorLoggingCallback')
      .error(
        `Error when sending message to topic ${this.#o.topic} with key: ${size(key)}, value: ${size(value)} with error:`,
      )
    this.#o.context.stderr.write(`${javaText(error)}\n`)
  }
}

/** What Kafka's producer hands to a record's callback; anything else it throws. */
function isApiException(error: unknown): boolean {
  const className = javaClassOf(error) ?? ''
  return className.startsWith('org.apache.kafka.common.errors.') || className.endsWith('.BufferExhaustedException')
}
