import type { Logger } from '../../base/logger.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'
import type { RecordBatch } from '../../wire/records/batch.ts'
import { type EndTransactionMarker, readMarker } from '../../wire/records/control.ts'
import type { AppendOrigin } from '../types.ts'
import { isInSequence, type ProducerEntry } from './producer-entry.ts'

/** A transaction that a marker ended. */
export interface CompletedTransaction {
  readonly producerId: number
  readonly firstOffset: number
  /** The marker's. */
  readonly lastOffset: number
  readonly isAborted: boolean
}

/** What one append does to one producer: checked batch by batch, and put in place only when all are good and written. */
export class ProducerAppend {
  readonly updated: ProducerEntry
  /** First offsets of transactions that begin with this append. */
  readonly started: number[] = []
  readonly completed: CompletedTransaction[] = []
  readonly #current: ProducerEntry
  readonly #origin: AppendOrigin
  readonly #name: string
  readonly #logger: Logger

  constructor(current: ProducerEntry, origin: AppendOrigin, name: string, logger: Logger) {
    this.#current = current
    this.#origin = origin
    this.#name = name
    this.#logger = logger
    this.updated = current.copy()
  }

  /** Throws INVALID_PRODUCER_EPOCH, OUT_OF_ORDER_SEQUENCE_NUMBER, INVALID_TXN_STATE, TRANSACTION_COORDINATOR_FENCED. */
  add(batch: RecordBatch, firstOffset: number): void {
    if (batch.isControl) {
      if (batch.count === 0) return
      const marker = readMarker(batch)
      if (marker) this.#addMarker(marker, batch.producerEpoch, firstOffset, batch.maxTimestamp)
      return
    }
    this.#addData(batch, firstOffset)
  }

  #addData(batch: RecordBatch, firstOffset: number): void {
    const { producerEpoch, baseSequence, lastSequence, lastOffsetDelta: offsetDelta, isTransactional } = batch
    this.#checkEpoch(producerEpoch, firstOffset)
    if (this.#origin === 'client') this.#checkSequence(producerEpoch, baseSequence, firstOffset)
    const lastOffset = firstOffset + offsetDelta
    this.updated.addBatch(producerEpoch, { lastSequence, lastOffset, offsetDelta, timestamp: batch.maxTimestamp })
    this.#followTransaction(isTransactional, firstOffset)
  }

  #followTransaction(isTransactional: boolean, firstOffset: number): void {
    const open = this.updated.transactionStart
    if (open !== undefined && !isTransactional) {
      const { producerId } = this.updated
      throw new KafkaError(
        'INVALID_TXN_STATE',
        `Expected transactional write from producer ${producerId} at offset ${firstOffset} in partition ${this.#name}`,
      )
    }
    if (open !== undefined || !isTransactional) return
    this.updated.transactionStart = firstOffset
    this.started.push(firstOffset)
  }

  #addMarker(marker: EndTransactionMarker, epoch: number, offset: number, timestamp: number): void {
    this.#checkEpoch(epoch, offset)
    this.#checkCoordinatorEpoch(marker, offset)
    const { producerId, transactionStart: firstOffset } = this.updated
    if (firstOffset !== undefined) {
      this.completed.push({ producerId, firstOffset, lastOffset: offset, isAborted: marker.type === 'ABORT' })
    }
    this.updated.setEpoch(epoch)
    this.updated.transactionStart = undefined
    this.updated.coordinatorEpoch = marker.coordinatorEpoch
    this.updated.lastTimestamp = timestamp
  }

  #checkEpoch(epoch: number, offset: number): void {
    const last = this.updated.producerEpoch
    if (epoch >= last) return
    const message =
      `Epoch of producer ${this.updated.producerId} at offset ${offset} in ${this.#name} is ${epoch}, ` +
      `which is smaller than the last seen epoch ${last}`
    this.#refuse('INVALID_PRODUCER_EPOCH', message)
  }

  #checkCoordinatorEpoch(marker: EndTransactionMarker, offset: number): void {
    const last = this.updated.coordinatorEpoch
    if (last <= marker.coordinatorEpoch) return
    const message =
      `Invalid coordinator epoch for producerId ${this.updated.producerId} at offset ${offset} in partition ${this.#name}: ` +
      `${marker.coordinatorEpoch} (zombie), ${last} (current)`
    this.#refuse('TRANSACTION_COORDINATOR_FENCED', message)
  }

  /** What the leader took a follower takes too. */
  #refuse(error: 'INVALID_PRODUCER_EPOCH' | 'TRANSACTION_COORDINATOR_FENCED', message: string): void {
    if (this.#origin !== 'replication') throw new KafkaError(error, message)
    this.#logger.warn(message)
  }

  #checkSequence(epoch: number, first: number, offset: number): void {
    const { producerId, producerEpoch: knownEpoch } = this.updated
    if (epoch !== knownEpoch) {
      if (first === 0 || knownEpoch === -1) return
      throw new KafkaError(
        'OUT_OF_ORDER_SEQUENCE_NUMBER',
        `Invalid sequence number for new epoch of producer ${producerId} at offset ${offset} in partition ${this.#name}: ` +
          `${epoch} (request epoch), ${first} (seq. number), ${knownEpoch} (current producer epoch)`,
      )
    }
    const last = this.updated.lastSequence
    if (this.#current.producerEpoch === -1 || isInSequence(last, first)) return
    throw new KafkaError(
      'OUT_OF_ORDER_SEQUENCE_NUMBER',
      `Out of order sequence number for producer ${producerId} at offset ${offset} in partition ${this.#name}: ` +
        `${first} (incoming seq. number), ${last} (current end sequence number)`,
    )
  }
}
