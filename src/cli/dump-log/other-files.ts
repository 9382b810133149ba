import type { Disk } from '../../base/disk/disk.ts'
import { TxnIndex } from '../../log/index/txn-index.ts'
import { firstSequence, type ProducerEntry } from '../../log/producers/producer-entry.ts'
import { readSnapshot } from '../../log/producers/snapshot.ts'
import { CorruptRecordError } from '../../wire/records/corrupt.ts'
import type { Report } from './report.ts'

const txnIndexVersion = 0

export function dumpTxnIndex(disk: Disk, absolute: string, report: Report): void {
  for (const { producerId, firstOffset, lastOffset, lastStableOffset } of new TxnIndex(disk, absolute).entries) {
    report.line(
      `version: ${txnIndexVersion} producerId: ${producerId} firstOffset: ${firstOffset} ` +
        `lastOffset: ${lastOffset} lastStableOffset: ${lastStableOffset}`,
    )
  }
}

/** A snapshot that is none is told, and the next file has its turn. */
export function dumpProducerSnapshot(disk: Disk, absolute: string, report: Report): void {
  try {
    for (const entry of readSnapshot(disk, absolute)) report.line(producerLine(entry))
  } catch (error) {
    if (!(error instanceof CorruptRecordError)) throw error
    report.complain(error.message)
  }
}

function producerLine(entry: ProducerEntry): string {
  const { producerId, producerEpoch, coordinatorEpoch, transactionStart, lastTimestamp, batches } = entry
  const start = transactionStart === undefined ? 'OptionalLong.empty' : `OptionalLong[${transactionStart}]`
  const [batch] = batches
  const head =
    `producerId: ${producerId} producerEpoch: ${producerEpoch} coordinatorEpoch: ${coordinatorEpoch} ` +
    `currentTxnFirstOffset: ${start} lastTimestamp: ${lastTimestamp} `
  if (batch === undefined) return head
  const { lastSequence, lastOffset, offsetDelta, timestamp } = batch
  return (
    `${head}firstSequence: ${firstSequence(batch)} lastSequence: ${lastSequence} lastOffset: ${lastOffset} ` +
    `offsetDelta: ${offsetDelta} timestamp: ${timestamp}`
  )
}
