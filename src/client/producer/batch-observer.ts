import type { PendingBatch } from './pending-batch.ts'

/** Hears what becomes of a producer's batches. Nobody has to. */
export interface BatchObserver {
  /** These make a request that goes out. */
  sent(batches: readonly PendingBatch[]): void
  /** It waits to be sent once more. */
  retried(batch: PendingBatch): void
  /** It will not be stored. */
  failed(batch: PendingBatch): void
}
