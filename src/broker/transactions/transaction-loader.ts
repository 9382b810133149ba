import type { RecordBatch } from '../../wire/records/batch.ts'
import { type LogRecord, records } from '../../wire/records/record.ts'
import type { BatchLoader } from '../coordinators/hosted-partitions.ts'
import { readTransaction, type Transaction, transactionalIdOf } from './transaction.ts'

/** Gathers from the batches of a partition of `__transaction_state`, given in order, what its ids are doing now. */
export class TransactionLoader implements BatchLoader {
  readonly transactions = new Map<string, Transaction>()
  /** Keys of formats that this version doesn't know: passed over. */
  unknownKeys = 0

  add(batch: RecordBatch): void {
    if (!batch.isControl) for (const record of records(batch)) this.#add(record)
  }

  #add({ key, value }: LogRecord): void {
    if (key === null) return
    const id = transactionalIdOf(key)
    if (id === undefined) this.unknownKeys++
    else if (value === null) this.transactions.delete(id)
    else this.transactions.set(id, readTransaction(id, value))
  }
}
