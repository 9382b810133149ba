import type { TopicPartition } from '../../src/client/topic-partition.ts'
import type { Violation } from '../simulation/drive.ts'

/** What became of a record, as its producer was told. */
export type Fate = 'unknown' | 'acknowledged' | 'failed'

export interface SentRecord extends TopicPartition {
  readonly producer: string
  /** Counts the producer's records from 0. */
  readonly number: number
  readonly isIdempotent: boolean
  /** Virtual milliseconds. */
  readonly sentAt: number
  fate: Fate
  /** −1 unless acknowledged. */
  offset: number
}

export interface Commit extends TopicPartition {
  readonly offset: number
  readonly begun: number
  /** Infinity while, and when, nobody knows how it went. */
  ended: number
  isAcknowledged: boolean
}

export type ViolationKind =
  | 'lost'
  | 'reordered'
  | 'duplicate'
  | 'changed read'
  | 'high watermark went back'
  | 'read beyond the high watermark'
  | 'two leaders'
  | 'replicas differ'
  | 'not converged'
  | 'commit lost'
  | 'crash'

export const partitionKey = ({ topic, partition }: TopicPartition): string => `${topic}-${partition}`

/** What the clients of a run did and saw. */
export class History {
  readonly records: SentRecord[] = []
  readonly commits: Commit[] = []
  readonly violations: Violation<ViolationKind>[] = []
  /** Values that readers saw, by partition and offset. */
  readonly reads = new Map<string, Map<number, string>>()
  readonly #now: () => number
  readonly #watermarks = new Map<string, number>()
  readonly #listed = new Map<string, { epoch: number; least: number; most: number }[]>()

  constructor(now: () => number) {
    this.#now = now
  }

  violate(kind: ViolationKind, text: string): void {
    this.violations.push({ kind, text: `at ${this.#now().toFixed(1)} ms: ${text}` })
  }

  send(record: Omit<SentRecord, 'fate' | 'offset' | 'sentAt'>): SentRecord {
    const sent: SentRecord = { ...record, sentAt: this.#now(), fate: 'unknown', offset: -1 }
    this.records.push(sent)
    return sent
  }

  /** Someone read the value: nobody may ever read another one there. */
  read(target: TopicPartition, offset: number, value: string, reader: string): void {
    const key = partitionKey(target)
    const known = this.reads.get(key) ?? new Map<number, string>()
    this.reads.set(key, known)
    const before = known.get(offset)
    if (before === undefined) known.set(offset, value)
    else if (before !== value) {
      this.violate(
        'changed read',
        `${reader} reads ${value} at ${key} offset ${offset}, where ${before} was read before`,
      )
    }
  }

  /** One replica's high watermark during one life of its broker, or one epoch's, never goes back for a reader. */
  watermark(target: TopicPartition, place: string, reader: string, offset: number): void {
    const key = `${partitionKey(target)} ${place}, as ${reader} saw it`
    const before = this.#watermarks.get(key) ?? -1
    if (offset < before) this.violate('high watermark went back', `${key}: ${offset} after ${before}`)
    this.#watermarks.set(key, Math.max(before, offset))
  }

  /**
   * A leader of this epoch told the end of what is committed. No leader of a later epoch may tell less: until it can tell,
   * it says OFFSET_NOT_AVAILABLE (KIP-207).
   */
  listed(target: TopicPartition, epoch: number, reader: string, offset: number): void {
    const key = partitionKey(target)
    this.watermark(target, `in epoch ${epoch}`, reader, offset)
    const epochs = this.#listed.get(key) ?? []
    this.#listed.set(key, epochs)
    const before = epochs.filter((known) => known.epoch < epoch).find(({ most }) => most > offset)
    const after = epochs.filter((known) => known.epoch > epoch).find(({ least }) => least < offset)
    const other = before ?? after
    if (other !== undefined) {
      const text = `${key}: ${offset} told in epoch ${epoch}, ${other.least} to ${other.most} in epoch ${other.epoch}`
      this.violate('high watermark went back', text)
    }
    const same = epochs.find((known) => known.epoch === epoch)
    if (same === undefined) epochs.push({ epoch, least: offset, most: offset })
    else {
      same.least = Math.min(same.least, offset)
      same.most = Math.max(same.most, offset)
    }
  }

  commit(target: TopicPartition, offset: number): Commit {
    const { topic, partition } = target
    const commit = {
      topic,
      partition,
      offset,
      begun: this.#now(),
      ended: Number.POSITIVE_INFINITY,
      isAcknowledged: false,
    }
    this.commits.push(commit)
    return commit
  }

  committed(commit: Commit): void {
    commit.ended = this.#now()
    commit.isAcknowledged = true
  }
}
