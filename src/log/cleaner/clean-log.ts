import { RecordBatch } from '../../wire/records/batch.ts'
import { suffix } from '../files.ts'
import type { CleanerSettings } from '../log-manager.ts'
import type { LogState } from '../log-state.ts'
import type { Pace } from '../pace.ts'
import { fileBatches, lastOffsetOf, maxTimestampOf, recordsOf } from '../scan.ts'
import { Segment } from '../segment.ts'
import type { Candidate } from './candidates.ts'
import { type FilterOptions, filterBatch } from './filter.ts'
import { OffsetMap } from './offset-map.ts'
import { TransactionsSeen } from './transactions.ts'

const writeChunk = 256 * 1024

/** The log changed under the cleaner (it was truncated, or segments were deleted): nothing was replaced. */
export class CleaningAborted extends Error {
  override readonly name = 'CleaningAborted'
}

/**
 * Compacts a log's closed segments up to the first uncleanable offset (Kafka's log cleaner). Returns the offset up to
 * which it is clean now. Throws `CleaningAborted`.
 */
export async function cleanLog(
  candidate: Candidate,
  settings: CleanerSettings,
  pace: Pace,
  isStopped: () => boolean,
): Promise<number> {
  const { log, firstDirty, firstUncleanable } = candidate
  const throttle = new Throttle(settings.ioMaxBytesPerSecond, pace, log, isStopped)
  const map = new OffsetMap(settings.dedupeBufferSize, settings.loadFactor)
  await fillMap(log, map, firstDirty, firstUncleanable, throttle)
  const end = map.latestOffset + 1
  const segments = log.segments.all.filter((segment) => segment.baseOffset < Math.min(end, firstUncleanable))
  const legacyHorizon = legacyTombstoneHorizon(log, firstDirty)
  const transactions = new TransactionsSeen()
  for (const group of groups(log, segments)) {
    await cleanGroup(log, group, { map, transactions, now: log.now, legacyHorizon }, throttle)
  }
  return end
}

/** Tombstones of old formats have no horizon of their own: they stay as long as their segment is this young. */
function legacyTombstoneHorizon(log: LogState, firstDirty: number): number {
  const lastClean = log.segments.all.findLast((segment) => segment.baseOffset < firstDirty)
  return lastClean ? lastClean.modified - log.config.deleteRetentionMs : 0
}

async function fillMap(log: LogState, map: OffsetMap, from: number, to: number, throttle: Throttle): Promise<void> {
  const transactions = new TransactionsSeen()
  const segments = log.segments.all.filter((segment) => endOf(log, segment) > from && segment.baseOffset < to)
  for (const segment of segments) {
    transactions.add(segment.txnIndex.entries)
    for (const { batch, size } of fileBatches(segment.file, 0, segment.size)) {
      const isGone = batch.magic >= 2 && transactions.read(batch)
      if (!isGone && !(batch.magic >= 2 && batch.isControl) && !putRecords(map, batch, from)) return
      if (lastOffsetOf(batch) >= from) map.latestOffset = lastOffsetOf(batch)
      await throttle.count(size)
    }
  }
}

/** False when the map is full. */
function putRecords(map: OffsetMap, batch: RecordBatch, from: number): boolean {
  if (lastOffsetOf(batch) < from) return true
  for (const { key, offset } of recordsOf(batch)) {
    if (key === null || offset < from) continue
    if (map.isFull) return false
    map.put(key, offset)
  }
  return true
}

/** Neighbours that fit into one segment together. */
function groups(log: LogState, segments: readonly Segment[]): Segment[][] {
  const { segmentBytes, segmentIndexBytes } = log.config
  const made: Segment[][] = []
  let [size, index, times] = [0, 0, 0]
  for (const segment of segments) {
    const group = made.at(-1)
    size += segment.size
    index += segment.offsetIndex.file.sizeInBytes
    times += segment.timeIndex.file.sizeInBytes
    const fits = size <= segmentBytes && index <= segmentIndexBytes && times <= segmentIndexBytes
    if (group?.[0] && fits && group[0].hasRoomFor(endOf(log, segment) - 1)) {
      group.push(segment)
      continue
    }
    made.push([segment])
    ;[size, index, times] = [segment.size, segment.offsetIndex.file.sizeInBytes, segment.timeIndex.file.sizeInBytes]
  }
  return made
}

function endOf(log: LogState, segment: Segment): number {
  return log.segments.next(segment)?.baseOffset ?? log.logEndOffset
}

interface Cleaning {
  readonly map: OffsetMap
  readonly transactions: TransactionsSeen
  readonly now: number
  readonly legacyHorizon: number
}

async function cleanGroup(
  log: LogState,
  group: readonly Segment[],
  cleaning: Cleaning,
  throttle: Throttle,
): Promise<void> {
  const first = group[0]
  if (!first) return
  const options = { ...log.segmentOptions(first.baseOffset), ending: suffix.cleaned }
  const { version } = log
  removeLeftovers(log, options)
  const cleaned = Segment.create(options)
  cleaning.transactions.index = cleaned.txnIndex
  try {
    for (const segment of group) await copyKept(log, segment, cleaned, cleaning, throttle)
    cleaned.seal()
    const { modified } = group.at(-1) ?? first
    await cleaned.flush()
    log.disk.setModified(cleaned.path(suffix.log), modified)
    if (log.failure || version !== log.version || throttle.isStopped)
      throw new CleaningAborted(`Log ${log.name} changed`)
  } catch (error) {
    cleaned.deleteFiles()
    throw error
  }
  replace(log, group, cleaned)
}

function removeLeftovers(log: LogState, options: ConstructorParameters<typeof Segment>[0]): void {
  if (log.disk.exists(new Segment(options).path(suffix.log))) new Segment(options).deleteFiles()
}

async function copyKept(
  log: LogState,
  source: Segment,
  target: Segment,
  cleaning: Cleaning,
  throttle: Throttle,
): Promise<void> {
  const { map, transactions, now, legacyHorizon } = cleaning
  transactions.add(source.txnIndex.entries)
  const filter: FilterOptions = {
    ...{ map, transactions, now },
    producers: log.producers.producers,
    deleteRetentionMs: log.config.deleteRetentionMs,
    keepsLegacyTombstones: source.modified > legacyHorizon,
  }
  const output = new Output(target)
  for (const { batch, size } of fileBatches(source.file, 0, source.size)) {
    const kept = filterBatch(batch, filter)
    if (kept) output.add(kept)
    await throttle.count(size)
  }
  output.write()
}

/** Gathers batches, so that they are written many at a time. */
class Output {
  #chunks: Buffer[] = []
  #size = 0
  readonly #target: Segment

  constructor(target: Segment) {
    this.#target = target
  }

  add(bytes: Buffer): void {
    this.#chunks.push(bytes)
    this.#size += bytes.length
    if (this.#size >= writeChunk) this.write()
  }

  write(): void {
    if (this.#size === 0) return
    const firstOffset = this.#chunks[0] ? new RecordBatch(this.#chunks[0]).baseOffset : -1
    let [lastOffset, maxTimestamp, offsetOfMaxTimestamp] = [-1, -1, -1]
    for (const chunk of this.#chunks) {
      const batch = new RecordBatch(chunk)
      lastOffset = lastOffsetOf(batch)
      if (maxTimestampOf(batch) <= maxTimestamp) continue
      maxTimestamp = maxTimestampOf(batch)
      offsetOfMaxTimestamp = lastOffset
    }
    this.#target.append({
      chunks: this.#chunks,
      size: this.#size,
      firstOffset,
      lastOffset,
      maxTimestamp,
      offsetOfMaxTimestamp,
    })
    this.#chunks = []
    this.#size = 0
  }
}

/** The names tell a crash how far it came: `.cleaned` is to be thrown away, `.swap` to be put in place. */
function replace(log: LogState, group: readonly Segment[], cleaned: Segment): void {
  cleaned.changeEnding(suffix.swap)
  log.disk.syncDirectory(log.path)
  log.segments.remove(group)
  log.segments.add(cleaned)
  log.version++
  for (const segment of group) log.deleteSegmentLater(segment, segment.baseOffset === cleaned.baseOffset)
  cleaned.changeEnding('')
  log.disk.syncDirectory(log.path)
}

/** Lets others run, and keeps reads and writes under `log.cleaner.io.max.bytes.per.second`. */
class Throttle {
  readonly #rate: number
  readonly #pace: Pace
  readonly #log: LogState
  readonly #isStopped: () => boolean
  readonly #since: number
  #bytes = 0

  constructor(rate: number, pace: Pace, log: LogState, isStopped: () => boolean) {
    this.#isStopped = isStopped
    this.#rate = rate
    this.#pace = pace
    this.#log = log
    this.#since = log.options.clock.elapsed()
  }

  get isStopped(): boolean {
    return this.#isStopped()
  }

  async count(bytes: number): Promise<void> {
    this.#bytes += bytes
    const due = (this.#bytes / this.#rate) * 1000
    const ahead = due - (this.#log.options.clock.elapsed() - this.#since)
    if (ahead > 100) await this.#pace.rest(ahead)
    else await this.#pace.breathe()
    if (this.#log.failure || this.#isStopped()) throw new CleaningAborted(`Log ${this.#log.name} is gone`)
  }
}
