import type { Disk } from '../../base/disk/disk.ts'
import { TxnIndex } from '../../log/index/txn-index.ts'
import { firstSequence, type ProducerEntry } from '../../log/producers/producer-entry.ts'
import { readSnapshot } from '../../log/producers/snapshot.ts'
import { CorruptRecordError } from '../../wire/records/corrupt.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import type { DumpReport } from './report.ts'
import { abortedTransaction, producerState } from './results.ts'

const txnIndexVersion = 0

interface Names {
  /** As it was given. */
  readonly file: string
  readonly absolute: string
}

export function dumpTxnIndex(disk: Disk, { file, absolute }: Names, report: DumpReport): void {
  for (const { producerId, firstOffset, lastOffset, lastStableOffset } of new TxnIndex(disk, absolute).entries) {
    report.tell(
      abortedTransaction,
      () => ({ file, version: txnIndexVersion, producerId, firstOffset, lastOffset, lastStableOffset }),
      () =>
        `version: ${txnIndexVersion} producerId: ${producerId} firstOffset: ${firstOffset} ` +
        `lastOffset: ${lastOffset} lastStableOffset: ${lastStableOffset}`,
    )
  }
}

/** A snapshot that is none is told, and the next file has its turn. */
export function dumpProducerSnapshot(disk: Disk, { file, absolute }: Names, report: DumpReport): void {
  try {
    for (const entry of readSnapshot(disk, absolute)) {
      report.tell(
        producerState,
        () => producerObject(file, entry),
        () => producerLine(entry),
      )
    }
  } catch (error) {
    if (!(error instanceof CorruptRecordError)) throw error
    report.complain(error.message)
  }
}

function producerObject(file: string, entry: ProducerEntry): ValueOf<typeof producerState> {
  const { producerId, producerEpoch, coordinatorEpoch, transactionStart, lastTimestamp, batches } = entry
  const [batch] = batches
  return {
    file,
    producerId,
    producerEpoch,
    coordinatorEpoch,
    currentTxnFirstOffset: transactionStart ?? null,
    lastTimestamp,
    firstSequence: batch === undefined ? null : firstSequence(batch),
    lastSequence: batch?.lastSequence ?? null,
    lastOffset: batch?.lastOffset ?? null,
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
