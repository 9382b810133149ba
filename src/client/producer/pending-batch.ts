import { RecordBatch } from '../../wire/records/batch.ts'
import { BatchWriter, type RecordToWrite, type Values } from '../../wire/records/builder.ts'
import type { Codec } from '../../wire/records/compression.ts'
import { type LogRecord, records } from '../../wire/records/record.ts'

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** Where and when the broker stored a batch; `baseOffset` −1 where it did not say (acks=0). */
export interface Stored {
  readonly baseOffset: number
  /** −1 unless the topic stamps its own time. */
  readonly logAppendTime: number
}

/** Called once for a record: with its index in its batch and where that is, or with what went wrong. */
export type RecordDone = (error: Error | undefined, index: number, stored: Stored) => void

export interface ProducerIdentity {
  readonly producerId: number
  readonly producerEpoch: number
}

export interface PendingBatchOptions {
  readonly codec: Codec
  readonly isTransactional: boolean
}

/** A batch on its way from the first record to the broker's answer. */
export class PendingBatch {
  readonly target: TopicPartition
  /** `clock.elapsed()` when the first record came. */
  readonly createdAt: number
  readonly buffer: Buffer
  readonly #writer: BatchWriter
  #finished: RecordBatch | undefined
  #identity: ProducerIdentity | undefined
  #baseSequence = -1
  #waiting: RecordDone[] | undefined
  attempts = 0
  /** Its place among the batches of its partition. */
  order = 0

  constructor(target: TopicPartition, createdAt: number, buffer: Buffer, options: PendingBatchOptions) {
    this.target = target
    this.createdAt = createdAt
    this.buffer = buffer
    this.#writer = new BatchWriter(options, buffer)
  }

  get count(): number {
    return this.#writer.count
  }
  /** Uncompressed bytes. */
  get size(): number {
    return this.#writer.size
  }

  append(record: RecordToWrite, done?: RecordDone): void {
    if (done) {
      this.#waiting ??= []
      this.#waiting[this.count] = done
    }
    this.#writer.append(record)
  }

  /** Values as many as there is room for; returns where the next begins: see `BatchWriter`. */
  appendValues(values: Values, from: number, to: number): number {
    return this.#writer.appendValues(values, from, to)
  }

  /** Undefined until it is sent by an idempotent producer. */
  get identity(): ProducerIdentity | undefined {
    return this.#identity
  }

  /** Gives the batch its place among a producer's records of the partition, in place of an earlier one. */
  sequence(identity: ProducerIdentity, baseSequence: number): void {
    this.#identity = identity
    this.#baseSequence = baseSequence
    this.#finished?.setProducer(identity.producerId, identity.producerEpoch, baseSequence)
    this.#finished?.updateCrc()
  }

  /** The batch as it goes over the wire; the same bytes again for a retry. */
  bytes(): Buffer {
    const sequenced = this.#identity && { ...this.#identity, baseSequence: this.#baseSequence }
    this.#finished ??= new RecordBatch(this.#writer.finish(sequenced))
    return this.#finished.bytes
  }

  /** For a look at what failed. */
  records(): Iterable<LogRecord> {
    return records(new RecordBatch(this.bytes()))
  }

  done(error: Error | undefined, stored: Stored): void {
    this.#waiting?.forEach((done, index) => {
      done(error, index, stored)
    })
    this.#waiting = undefined
  }
}
