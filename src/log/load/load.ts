import { leaderEpochFile, offsetOfFile, segmentFileName, suffix } from '../files.ts'
import type { LogState } from '../log-state.ts'
import type { Pace } from '../pace.ts'
import { rebuildProducers } from '../producers/replay.ts'
import { Segment } from '../segment.ts'
import { removeSegments, truncateFully } from '../truncate.ts'
import { readTopicId } from './partition-metadata.ts'
import { recoverSegment } from './recover.ts'
import { fileNames, settleFiles } from './swap.ts'

export interface LoadOptions {
  /** The directory was closed cleanly: what is in the files is whole. */
  readonly wasClean: boolean
  /** From `recovery-point-offset-checkpoint`; 0 without an entry. */
  readonly recoveryPoint: number
  /** From `log-start-offset-checkpoint`; 0 without an entry. */
  readonly logStartOffset: number
  /** From `replication-offset-checkpoint`; 0 without an entry. */
  readonly highWatermark: number
  readonly pace: Pace
}

/** Opens what is in the log's folder, and repairs what a crash left there. */
export async function loadLog(log: LogState, options: LoadOptions): Promise<void> {
  log.logStartOffset = options.logStartOffset
  settleFiles(log)
  loadEpochs(log)
  log.topicId = readTopicId(log.disk, log.path)
  log.producers.findSnapshots()
  await openSegments(log, options)
  if (!options.wasClean) await recover(log, options)
  settleEnds(log, options)
  log.producers.removeStray(new Set(log.segments.all.map((segment) => segment.baseOffset)))
  await loadProducers(log, options)
  log.highWatermark = options.highWatermark
}

/** A log that has no files yet. */
export function createLog(log: LogState): void {
  log.disk.makeDirectory(log.path)
  log.createSegment(0)
}

function loadEpochs(log: LogState): void {
  try {
    log.epochs.load()
  } catch (error) {
    // The batches carry their epochs: recovery and appends fill it again.
    log.logger.warn(`[UnifiedLog partition=${log.name}] Ignoring ${leaderEpochFile}: ${String(error)}`)
  }
}

async function openSegments(log: LogState, options: LoadOptions): Promise<void> {
  const names = fileNames(log)
  const logs = new Set(names.filter((name) => name.endsWith(suffix.log)))
  for (const name of names) if (isOrphanIndex(name, logs)) log.disk.remove(`${log.path}/${name}`)
  const broken: Segment[] = []
  for (const name of logs) {
    const segment = Segment.open(log.segmentOptions(offsetOfFile(name) ?? 0))
    log.segments.add(segment)
    if (!segment.loadIndexes()) broken.push(segment)
    await options.pace.breathe()
  }
  for (const segment of broken) await rebuildIndexes(log, segment, options)
}

function isOrphanIndex(name: string, logs: ReadonlySet<string>): boolean {
  const isIndex = [suffix.index, suffix.timeIndex, suffix.txnIndex].some((kind) => name.endsWith(kind))
  return isIndex && !logs.has(segmentFileName(offsetOfFile(name) ?? -1, suffix.log))
}

/** Segments that recovery reads anyway are left to it. */
async function rebuildIndexes(log: LogState, segment: Segment, options: LoadOptions): Promise<void> {
  if (!options.wasClean && endOf(log, segment) > options.recoveryPoint) return
  log.logger.warn(`[UnifiedLog partition=${log.name}] Rebuilding the indexes of segment ${segment.baseOffset}`)
  await recoverSegment(log, segment, options.pace)
}

function endOf(log: LogState, segment: Segment): number {
  return log.segments.next(segment)?.baseOffset ?? Number.POSITIVE_INFINITY
}

/** Reads all that may not have reached the disk; after a torn segment there is nothing to trust. */
async function recover(log: LogState, options: LoadOptions): Promise<void> {
  const unflushed = log.segments.all.filter((segment) => endOf(log, segment) > options.recoveryPoint)
  for (const [at, segment] of unflushed.entries()) {
    log.logger.info(`[UnifiedLog partition=${log.name}] Recovering unflushed segment ${segment.baseOffset}`)
    const cut = await recoverSegment(log, segment, options.pace)
    const rest = unflushed.slice(at + 1)
    if (cut === 0 || rest.length === 0) continue
    log.logger.warn(`[UnifiedLog partition=${log.name}] Deleting ${rest.length} segments after the torn one`)
    removeSegments(log, rest)
    return
  }
}

function settleEnds(log: LogState, options: LoadOptions): void {
  if (log.segments.count > 0) {
    log.logEndOffset = log.segments.active.readNextOffset()
    if (log.logEndOffset < options.logStartOffset) restartAt(log, options.logStartOffset)
  } else {
    log.createSegment(options.logStartOffset)
    log.logEndOffset = options.logStartOffset
  }
  log.segments.active.preallocateIndexes()
  log.logStartOffset = Math.max(options.logStartOffset, log.segments.first.baseOffset)
  log.recoveryPoint = options.wasClean ? log.logEndOffset : Math.min(options.recoveryPoint, log.logEndOffset)
  log.epochs.truncateFromEnd(log.logEndOffset)
  log.epochs.truncateFromStart(log.logStartOffset)
}

function restartAt(log: LogState, offset: number): void {
  log.logger.warn(
    `[UnifiedLog partition=${log.name}] Deleting all segments because logEndOffset (${log.logEndOffset}) is smaller than logStartOffset ${offset}.`,
  )
  truncateFully(log, offset)
}

async function loadProducers(log: LogState, options: LoadOptions): Promise<void> {
  const { producers, segments } = log
  if (options.wasClean && producers.latestSnapshot === undefined) {
    // Kafka before 0.11 wrote neither snapshots nor producer ids: there is nothing to find in the records.
    const bases = segments.all.slice(-2).map((segment) => segment.baseOffset)
    for (const offset of [...bases, log.logEndOffset]) {
      producers.endOffset = offset
      producers.takeSnapshot()
    }
    return
  }
  await rebuildProducers(log, options.pace)
}
