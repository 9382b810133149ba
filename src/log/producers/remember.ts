import { CorruptRecordError } from '../../wire/records/corrupt.ts'
import type { LogState } from '../log-state.ts'
import { fileHeaders } from '../scan.ts'
import type { Segment } from '../segment.ts'
import { ProducerEntry, remembered } from './producer-entry.ts'

/**
 * A snapshot holds only the last batch of each producer, but after a restart or a truncation a client may send any of its
 * last five again. They are looked for in the end of the log, once one is asked for, so that such a retry is known as one
 * however near the last snapshot it is.
 */
export function rememberBatches(log: LogState): void {
  log.producers.isFromSnapshot = false
  const found = new Map<number, ProducerEntry>()
  for (const { segment, from } of tail(log)) collect(segment, from, found)
  for (const [id, known] of log.producers.producers) {
    const seen = found.get(id)
    if (seen && isSameEnd(seen, known) && seen.batches.length > known.batches.length) known.batches = seen.batches
  }
}

function isSameEnd(seen: ProducerEntry, known: ProducerEntry): boolean {
  return seen.producerEpoch === known.producerEpoch && seen.lastOffset === known.lastOffset
}

/** The last segments, as far back as the largest batches of one client may reach. */
function tail(log: LogState): { segment: Segment; from: number }[] {
  const parts: { segment: Segment; from: number }[] = []
  let wanted = remembered * log.config.maxMessageBytes
  for (const segment of [...log.segments.all].reverse()) {
    if (wanted <= 0) break
    parts.unshift({ segment, from: startOf(segment, segment.size - wanted) })
    wanted -= segment.size
  }
  return parts
}

/** Where a batch begins, at about the position. */
function startOf(segment: Segment, position: number): number {
  if (position <= 0) return 0
  const { offsetIndex } = segment
  return (offsetIndex.entryFromPosition(position) ?? offsetIndex.lookup(offsetIndex.lastOffset)).position
}

function collect(segment: Segment, from: number, found: Map<number, ProducerEntry>): void {
  try {
    for (const { batch } of fileHeaders(segment.file, from, segment.size)) {
      if (batch.magic < 2 || !batch.hasProducerId) continue
      const { producerId, producerEpoch, lastSequence, lastOffset, lastOffsetDelta: offsetDelta } = batch
      const entry = found.get(producerId) ?? new ProducerEntry(producerId)
      found.set(producerId, entry)
      if (batch.isControl) entry.setEpoch(producerEpoch)
      else entry.addBatch(producerEpoch, { lastSequence, lastOffset, offsetDelta, timestamp: batch.maxTimestamp })
    }
  } catch (error) {
    // An old segment that is damaged in its middle: what lies behind it is still to be served.
    if (!(error instanceof CorruptRecordError)) throw error
  }
}
