import type { LogState } from './log-state.ts'
import { roll } from './roll.ts'
import type { Segment } from './segment.ts'
import { raiseStart, removeSegments } from './truncate.ts'

/** Deletes what the topic's retention lets go, oldest first; returns the number of segments. */
export function deleteOldSegments(log: LogState): number {
  let count = deleteWhile(log, (_, next) => next !== undefined && next.baseOffset <= log.logStartOffset, 'start offset')
  if (log.config.delete) count += deleteBySize(log) + deleteByTime(log)
  return count
}

function deleteBySize(log: LogState): number {
  const { retentionBytes } = log.config
  if (retentionBytes < 0) return 0
  let excess = log.segments.size - retentionBytes
  return deleteWhile(
    log,
    (segment) => {
      if (excess < segment.size) return false
      excess -= segment.size
      return true
    },
    'retention size',
  )
}

function deleteByTime(log: LogState): number {
  const { retentionMs } = log.config
  const { now } = log
  if (retentionMs < 0) return 0
  return deleteWhile(log, (segment) => now - segment.largestTimestamp > retentionMs, 'retention time')
}

type Predicate = (segment: Segment, next: Segment | undefined) => boolean

function deleteWhile(log: LogState, goes: Predicate, reason: string): number {
  const segments = deletable(log, goes)
  if (segments.length === 0) return 0
  const bases = segments.map((segment) => segment.baseOffset).join(',')
  log.logger.info(`[UnifiedLog partition=${log.name}] Deleting segments ${bases} due to ${reason} breach`)
  if (segments.length === log.segments.count) roll(log)
  removeSegments(log, segments)
  raiseStart(log, Math.max(log.logStartOffset, log.segments.first.baseOffset))
  return segments.length
}

/** From the oldest on, as long as they may go: below the high watermark, and not the empty one that is appended to. */
function deletable(log: LogState, goes: Predicate): Segment[] {
  const found: Segment[] = []
  for (const segment of log.segments.all) {
    const next = log.segments.next(segment)
    const end = next?.baseOffset ?? log.logEndOffset
    if (log.highWatermark < end || (!next && segment.size === 0) || !goes(segment, next)) break
    found.push(segment)
  }
  return found
}
