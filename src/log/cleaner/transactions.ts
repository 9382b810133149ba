import type { RecordBatch } from '../../wire/records/batch.ts'
import { readMarker } from '../../wire/records/control.ts'
import type { AbortedEntry, TxnIndex } from '../index/txn-index.ts'

/** Which transactions a pass over the log is in, so that the data of aborted ones and markers without data can go. */
export class TransactionsSeen {
  /** Not begun yet, by first offset. */
  #coming: AbortedEntry[] = []
  readonly #aborted = new Map<number, { entry: AbortedEntry; hasData: boolean }>()
  readonly #committed = new Set<number>()
  /** Where entries go whose data is still in the log; none when the pass only reads. */
  index: TxnIndex | undefined

  add(entries: readonly AbortedEntry[]): void {
    this.#coming = [...this.#coming, ...entries].sort((a, b) => a.firstOffset - b.firstOffset)
  }

  /** True when the batch can go: data of an aborted transaction, or a marker none of whose data is left. */
  read(batch: RecordBatch): boolean {
    this.#begin(batch.lastOffset)
    return batch.isControl ? this.#readMarker(batch) : this.#readData(batch)
  }

  #begin(upTo: number): void {
    for (let next = this.#coming[0]; next && next.firstOffset <= upTo; next = this.#coming[0]) {
      this.#coming.shift()
      this.#aborted.set(next.producerId, { entry: next, hasData: false })
    }
  }

  #readData(batch: RecordBatch): boolean {
    if (!batch.isTransactional) return false
    const aborted = this.#aborted.get(batch.producerId)
    if (!aborted) {
      this.#committed.add(batch.producerId)
      return false
    }
    aborted.hasData = true
    return true
  }

  #readMarker(batch: RecordBatch): boolean {
    if (batch.count === 0) return true
    const marker = readMarker(batch)
    if (!marker) return false
    if (marker.type === 'COMMIT') return !this.#committed.delete(batch.producerId)
    const aborted = this.#aborted.get(batch.producerId)
    this.#aborted.delete(batch.producerId)
    if (!aborted?.hasData) return true
    this.index?.append(aborted.entry)
    return false
  }
}
