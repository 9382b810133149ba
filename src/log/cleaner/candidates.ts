import type { LogState } from '../log-state.ts'
import type { Segment } from '../segment.ts'

/** A log that can be cleaned, from which offset to which, and how much there is to gain. */
export interface Candidate {
  readonly log: LogState
  readonly firstDirty: number
  readonly firstUncleanable: number
  readonly cleanableBytes: number
  /** Of the bytes that may be cleaned, the part that was not yet. */
  readonly ratio: number
  /** The oldest dirty record waits for longer than `max.compaction.lag.ms`. */
  readonly isOverdue: boolean
}

/** The dirtiest log that asks for cleaning. */
export function dirtiest(logs: Iterable<LogState>, checkpoints: ReadonlyMap<string, number>): Candidate | undefined {
  let best: Candidate | undefined
  for (const log of logs) {
    if (!log.config.compact || log.failure) continue
    const candidate = candidateOf(log, checkpoints.get(log.name))
    if (asksForCleaning(candidate) && candidate.ratio > (best?.ratio ?? -1)) best = candidate
  }
  return best
}

function asksForCleaning({ log, isOverdue, ratio, cleanableBytes }: Candidate): boolean {
  return cleanableBytes > 0 && (isOverdue || ratio > log.config.minCleanableDirtyRatio)
}

export function candidateOf(log: LogState, checkpoint: number | undefined): Candidate {
  const firstDirty = firstDirtyOffset(log, checkpoint)
  const firstUncleanable = Math.max(firstDirty, firstUncleanableOffset(log, firstDirty))
  const cleanBytes = bytesOf(log.segments.all.filter((segment) => segment.baseOffset < firstDirty))
  const dirty = log.segments.all.filter(({ baseOffset }) => baseOffset >= firstDirty && baseOffset < firstUncleanable)
  const cleanableBytes = bytesOf(dirty)
  const ratio = cleanableBytes === 0 ? 0 : cleanableBytes / (cleanBytes + cleanableBytes)
  return { log, firstDirty, firstUncleanable, cleanableBytes, ratio, isOverdue: isOverdue(log, dirty[0]) }
}

function firstDirtyOffset(log: LogState, checkpoint: number | undefined): number {
  const start = log.segments.first.baseOffset
  if (checkpoint === undefined || checkpoint < start || checkpoint > log.segments.active.baseOffset) {
    return Math.max(start, Math.min(log.logStartOffset, log.segments.floor(log.logStartOffset)?.baseOffset ?? start))
  }
  return checkpoint
}

function firstUncleanableOffset(log: LogState, firstDirty: number): number {
  const { minCompactionLagMs } = log.config
  const certain = Math.min(log.lastStableOffset, log.segments.active.baseOffset)
  if (minCompactionLagMs <= 0) return certain
  const youngest = log.now - minCompactionLagMs
  const tooYoung = log.segments.all.find(
    (segment) => segment.baseOffset >= firstDirty && segment.largestTimestamp > youngest,
  )
  return Math.min(certain, tooYoung?.baseOffset ?? certain)
}

function isOverdue(log: LogState, oldestDirty: Segment | undefined): boolean {
  const first = oldestDirty?.firstTimestamp ?? -1
  return first >= 0 && log.now - first > log.config.maxCompactionLagMs
}

function bytesOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, segment) => sum + segment.size, 0)
}
