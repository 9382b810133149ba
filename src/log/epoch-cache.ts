import type { Disk } from '../base/disk/disk.ts'
import { checkpointLines, checkpointText, malformed } from './checkpoint.ts'
import type { EpochAndOffset } from './types.ts'

export interface EpochEntry {
  readonly epoch: number
  readonly startOffset: number
}

/**
 * Under which leader epoch which offsets were written, oldest first; kept in `leader-epoch-checkpoint` (KIP-101).
 * A new epoch is written and made durable with the next flush: what a crash could take away belongs to records that
 * recovery reads again. (Replacing a file costs a millisecond on ext4, which all partitions together pay at every start.)
 */
export class EpochCache {
  #entries: EpochEntry[] = []
  readonly #disk: Disk
  /** Follows the log when its folder is renamed. */
  path: string
  readonly #changed: () => void
  #hasFile = false
  /** Something is not in the file yet. */
  #isBehind = false

  constructor(disk: Disk, path: string, changed: () => void) {
    this.#disk = disk
    this.path = path
    this.#changed = changed
  }

  get entries(): readonly EpochEntry[] {
    return this.#entries
  }
  get latest(): EpochEntry | undefined {
    return this.#entries.at(-1)
  }

  /** Reads the file; throws on a malformed one. */
  load(): void {
    if (!this.#disk.exists(this.path)) return
    this.#hasFile = true
    const lines = checkpointLines(this.#disk.readFile(this.path).toString('utf8'), this.path)
    this.#entries = []
    for (const line of lines) {
      const [epoch, startOffset] = line.split(/\s+/).map(Number)
      if (!Number.isSafeInteger(epoch) || !Number.isSafeInteger(startOffset)) throw malformed(this.path, line)
      this.#add({ epoch: epoch ?? 0, startOffset: startOffset ?? 0 })
    }
  }

  /** Records from `startOffset` on are of this epoch; what is known of later ones or of later offsets is forgotten. */
  assign(epoch: number, startOffset: number): void {
    const latest = this.latest
    if (latest && latest.epoch === epoch && startOffset >= latest.startOffset) return
    if (epoch < 0 || startOffset < 0)
      throw new Error(`Received invalid partition leader epoch entry ${epoch} ${startOffset}`)
    if (!this.#add({ epoch, startOffset })) return
    this.#isBehind = true
    if (this.#hasFile) this.#changed()
    else this.save()
  }

  truncateFromEnd(endOffset: number): void {
    const kept = this.#entries.filter((entry) => entry.startOffset < endOffset)
    this.#replace(kept)
  }

  /** What is left before the new start is the epoch in which it lies. */
  truncateFromStart(startOffset: number): void {
    const at = this.#entries.findLastIndex((entry) => entry.startOffset <= startOffset)
    const floor = this.#entries[at]
    if (!floor || (at === 0 && floor.startOffset === startOffset)) return
    this.#replace([{ epoch: floor.epoch, startOffset }, ...this.#entries.slice(at + 1)])
  }

  clear(): void {
    this.#replace([])
  }

  epochFor(offset: number): number | undefined {
    return this.#entries.findLast((entry) => entry.startOffset <= offset)?.epoch
  }

  /** Where the largest epoch not above the requested one ends. */
  endOffsetFor(requested: number, logEndOffset: number): EpochAndOffset | undefined {
    const latest = this.latest
    if (!latest || requested < 0 || requested > latest.epoch) return undefined
    if (requested === latest.epoch) return { leaderEpoch: requested, endOffset: logEndOffset }
    const higher = this.#entries.find((entry) => entry.epoch > requested)
    const floor = this.#entries.findLast((entry) => entry.epoch <= requested)
    return { leaderEpoch: floor?.epoch ?? requested, endOffset: higher?.startOffset ?? logEndOffset }
  }

  #add(entry: EpochEntry): boolean {
    const last = this.latest
    if (last && entry.epoch === last.epoch && entry.startOffset >= last.startOffset) return false
    while (this.#conflicts(entry)) this.#entries.pop()
    this.#entries.push(entry)
    return true
  }

  #conflicts(entry: EpochEntry): boolean {
    const last = this.latest
    return last !== undefined && (last.epoch >= entry.epoch || last.startOffset >= entry.startOffset)
  }

  #replace(entries: EpochEntry[]): void {
    if (entries.length === this.#entries.length && entries.every((entry, at) => entry === this.#entries[at])) return
    this.#entries = entries
    this.#isBehind = true
    this.save()
  }

  /** Brings the file up to date, for a flush that then makes it durable. */
  save(): void {
    if (!this.#isBehind) return
    const lines = this.#entries.map(({ epoch, startOffset }) => `${epoch} ${startOffset}`)
    this.#disk.writeFile(`${this.path}.tmp`, checkpointText(lines))
    this.#disk.rename(`${this.path}.tmp`, this.path)
    this.#hasFile = true
    this.#isBehind = false
    this.#changed()
  }
}
