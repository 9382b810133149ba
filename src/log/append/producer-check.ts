import { KafkaError } from '../../wire/kafka/errors.ts'
import type { RecordBatch } from '../../wire/records/batch.ts'
import type { LogState } from '../log-state.ts'
import type { ProducerAppend } from '../producers/producer-append.ts'
import { type BatchMetadata, isInSequence } from '../producers/producer-entry.ts'
import { rememberBatches } from '../producers/remember.ts'
import type { AppendOrigin } from '../types.ts'

export interface ProducerChanges {
  readonly appends: readonly ProducerAppend[]
}

const none: ProducerChanges = { appends: [] }

/** What the batches do to their producers' state, or the batch that they repeat. Nothing is changed yet. */
export function checkProducers(
  log: LogState,
  batches: readonly RecordBatch[],
  origin: AppendOrigin,
  verified: boolean,
): ProducerChanges | { readonly duplicate: BatchMetadata } {
  if (!batches.some(hasProducer)) return none
  const appends = new Map<number, ProducerAppend>()
  for (const batch of batches) {
    if (!hasProducer(batch)) continue
    if (origin === 'client') {
      const duplicate = duplicateIn(log, batch)
      if (duplicate) return { duplicate }
      if (batch.isTransactional && !verified) checkTransaction(log, batch)
    }
    const append = appends.get(batch.producerId) ?? log.producers.prepare(batch.producerId, origin)
    appends.set(batch.producerId, append)
    append.add(batch, batch.baseOffset)
  }
  return { appends: [...appends.values()] }
}

/** Messages of the old formats have something else in its place. */
const hasProducer = (batch: RecordBatch) => batch.magic >= 2 && batch.hasProducerId

function duplicateIn(log: LogState, batch: RecordBatch): BatchMetadata | undefined {
  const entry = log.producers.producers.get(batch.producerId)
  if (entry === undefined) return undefined
  const { producerEpoch, baseSequence, lastSequence } = batch
  const known = entry.findDuplicate(producerEpoch, baseSequence, lastSequence)
  if (known !== undefined || !log.producers.isFromSnapshot) return known
  if (producerEpoch !== entry.producerEpoch || isInSequence(entry.lastSequence, baseSequence)) return undefined
  rememberBatches(log)
  return entry.findDuplicate(producerEpoch, baseSequence, lastSequence)
}

/** A transactional batch needs an open transaction, or the coordinator's word that one has begun (KIP-890). */
function checkTransaction(log: LogState, batch: RecordBatch): void {
  const entry = log.producers.producers.get(batch.producerId)
  if (entry?.transactionStart !== undefined) return
  throw new KafkaError('INVALID_TXN_STATE', 'Record was not part of an ongoing transaction')
}
