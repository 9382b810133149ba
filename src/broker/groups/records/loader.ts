import type { RecordBatch } from '../../../wire/records/batch.ts'
import { readMarker } from '../../../wire/records/control.ts'
import { type LogRecord, records } from '../../../wire/records/record.ts'
import type { BatchLoader } from '../../coordinators/hosted-partitions.ts'
import { emptyGroup, type Group } from '../membership/group.ts'
import { CommittedOffsets } from '../offsets/committed-offsets.ts'
import { readGroupValue } from './group-value.ts'
import { type OffsetsTopicKey, readKey } from './keys.ts'
import { readOffsetValue } from './offset-value.ts'

export interface LoadedGroup {
  readonly group: Group
  readonly offsets: CommittedOffsets
}

/** Gathers from an offsets partition's batches, given in order, what its groups and offsets are now. */
export class PartitionLoader implements BatchLoader {
  readonly #groups = new Map<string, Group>()
  readonly #offsets = new Map<string, CommittedOffsets>()
  readonly #now: number
  /** Keys of formats that this version doesn't know: passed over. */
  unknownKeys = 0

  constructor(now: number) {
    this.#now = now
  }

  add(batch: RecordBatch): void {
    if (batch.isControl) this.#endTransaction(batch)
    else for (const record of records(batch)) this.#addRecord(batch, record)
  }

  #endTransaction(batch: RecordBatch): void {
    const marker = batch.count > 0 ? readMarker(batch) : undefined
    if (!marker) return
    for (const offsets of this.#offsets.values()) offsets.endTransaction(batch.producerId, marker.type === 'COMMIT')
  }

  #addRecord(batch: RecordBatch, { key, value }: LogRecord): void {
    if (key === null) return
    const about = readKey(key)
    if (about.type === 'offset') this.#addOffset(batch, about, value)
    else if (about.type === 'unknown') this.unknownKeys++
    else if (value === null) this.#groups.delete(about.group)
    else this.#groups.set(about.group, readGroupValue(about.group, value, this.#now))
  }

  #addOffset(batch: RecordBatch, key: OffsetsTopicKey & { type: 'offset' }, value: Buffer | null): void {
    const { topic, partition } = key
    const offsets = this.#offsetsOf(key.group)
    const { producerId, isTransactional } = batch
    if (value === null) {
      if (isTransactional) offsets.unloadTransactional(producerId, topic, partition)
      else offsets.unload(topic, partition)
      return
    }
    const logged = { ...readOffsetValue(value), batchOffset: batch.baseOffset }
    if (isTransactional) offsets.loadTransactional(producerId, topic, partition, logged)
    else offsets.load(topic, partition, logged)
  }

  #offsetsOf(groupId: string): CommittedOffsets {
    const known = this.#offsets.get(groupId)
    if (known) return known
    const offsets = new CommittedOffsets()
    this.#offsets.set(groupId, offsets)
    return offsets
  }

  /** All groups; those that only have offsets too. */
  *loaded(): Generator<LoadedGroup, void> {
    for (const group of this.#groups.values()) yield { group, offsets: this.#offsetsOf(group.groupId) }
    for (const [groupId, offsets] of this.#offsets) {
      if (!this.#groups.has(groupId) && !offsets.isEmpty) yield { group: emptyGroup(groupId, this.#now), offsets }
    }
  }
}
