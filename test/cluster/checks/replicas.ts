import type { TopicPartition } from '../../../src/client/topic-partition.ts'
import { batches } from '../../../src/wire/records/batch.ts'
import { records } from '../../../src/wire/records/record.ts'
import type { BrokerNode } from '../broker-node.ts'
import { type History, partitionKey } from '../history.ts'

/** A partition's segments on a broker's disk, one behind the other. */
export function replicaBytes(broker: BrokerNode, target: TopicPartition): Buffer {
  const directory = `/data/${partitionKey(target)}`
  const { disk } = broker.machine
  if (!disk.exists(directory)) return Buffer.alloc(0)
  const logs = disk.list(directory).filter(({ name }) => name.endsWith('.log'))
  return Buffer.concat(logs.map(({ name }) => disk.readFile(`${directory}/${name}`)))
}

/** The values by their offsets, in the order of the log. */
export function valuesOf(bytes: Buffer): Map<number, string> {
  const values = new Map<number, string>()
  for (const batch of batches(bytes)) {
    if (batch.isControl) continue
    for (const { offset, value } of records(batch)) values.set(offset, String(value))
  }
  return values
}

/** The log's batches, a line each, for who looks for the cause of a failure. */
export function describeLog(bytes: Buffer): string[] {
  return [...batches(bytes)].map((batch) => {
    const { baseOffset, partitionLeaderEpoch, producerId, producerEpoch, baseSequence } = batch
    const values = [...records(batch)].map(({ value }) => nameOf(String(value))).join(' ')
    return `offset ${baseOffset} in epoch ${partitionLeaderEpoch}, producer ${producerId}/${producerEpoch} from ${baseSequence}: ${values}`
  })
}

/** Whether the replicas are byte for byte the same; says the first difference. */
export function difference(replicas: ReadonlyMap<number, Buffer>): string | undefined {
  const [first, ...others] = [...replicas]
  if (first === undefined) return undefined
  for (const [id, bytes] of others) {
    if (bytes.equals(first[1])) continue
    const at = bytes.findIndex((byte, index) => byte !== first[1][index])
    const where = at < 0 ? Math.min(bytes.length, first[1].length) : at
    return `broker ${first[0]} has ${first[1].length} bytes, broker ${id} ${bytes.length}; they part at byte ${where}`
  }
  return undefined
}

/** Everything that was acknowledged or read is where it was, once, and in order. */
export function checkValues(history: History, target: TopicPartition, values: ReadonlyMap<number, string>): void {
  const key = partitionKey(target)
  checkReads(history, key, values)
  const names = new Map([...values].map(([offset, value]) => [offset, nameOf(value)]))
  const sent = history.records.filter((record) => partitionKey(record) === key && record.isIdempotent)
  for (const { fate, offset, producer, number } of sent) {
    if (fate !== 'acknowledged' || names.get(offset) === `${producer}:${number}`) continue
    history.violate(
      'lost',
      `${key} offset ${offset}: ${producer}:${number} was acknowledged, ${names.get(offset)} is there`,
    )
  }
  checkOnce(history, key, names, new Set(sent.map(({ producer }) => producer)))
  checkOrder(history, key, sent)
}

function checkReads(history: History, key: string, values: ReadonlyMap<number, string>): void {
  for (const [offset, value] of history.reads.get(key) ?? []) {
    if (values.get(offset) === value) continue
    history.violate('changed read', `${key} offset ${offset}: ${value} was read, ${values.get(offset)} is there`)
  }
}

function checkOnce(history: History, key: string, names: ReadonlyMap<number, string>, producers: Set<string>): void {
  const seen = new Map<string, number>()
  for (const [offset, name] of names) {
    const before = seen.get(name)
    if (before !== undefined && producers.has(name.slice(0, name.indexOf(':')))) {
      history.violate('duplicate', `${key}: ${name} is at offset ${before} and at ${offset}`)
    }
    seen.set(name, offset)
  }
}

function checkOrder(history: History, key: string, sent: History['records']): void {
  const last = new Map<string, { number: number; offset: number }>()
  for (const { producer, number, offset, fate } of sent) {
    if (fate !== 'acknowledged') continue
    const before = last.get(producer)
    if (before !== undefined && offset <= before.offset) {
      const text = `${key}: ${producer}:${number} is at ${offset}, ${producer}:${before.number} before it at ${before.offset}`
      history.violate('reordered', text)
    }
    last.set(producer, { number, offset })
  }
}

const nameOf = (value: string) => value.slice(0, value.lastIndexOf(':'))
