import type { OffsetCheckpoint } from '../checkpoint.ts'
import type { LogState } from '../log-state.ts'
import type { LogDirectory } from './log-directory.ts'

/** One of a directory's checkpoint files, and what of a log goes into it. */
export interface CheckpointKind {
  /** Undefined while it must be left as it is. */
  readonly file: (directory: LogDirectory) => OffsetCheckpoint | undefined
  readonly value: (log: LogState) => number | undefined
}

export const highWatermarks: CheckpointKind = {
  file: (directory) => (directory.unknownHighWatermarks ? undefined : directory.highWatermarks),
  value: (log) => log.highWatermark,
}
export const recoveryPoints: CheckpointKind = {
  file: (directory) => directory.recoveryPoints,
  value: (log) => log.recoveryPoint,
}
/** Only of logs that start within a segment: the others' starts are their files' names. */
export const logStarts: CheckpointKind = {
  file: (directory) => directory.logStarts,
  value: (log) => (log.logStartOffset > log.segments.first.baseOffset ? log.logStartOffset : undefined),
}
