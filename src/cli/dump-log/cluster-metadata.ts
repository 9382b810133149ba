import * as brokers from '../../wire/kafka/metadata-records/brokers.ts'
import * as cluster from '../../wire/kafka/metadata-records/cluster.ts'
import * as security from '../../wire/kafka/metadata-records/security.ts'
import * as topics from '../../wire/kafka/metadata-records/topics.ts'
import type { LogRecord } from '../../wire/records/record.ts'
import { VarintReader } from '../../wire/records/varint.ts'
import { Reader, read } from '../../wire/schema/index.ts'
import { messageJson } from '../format/message-json.ts'

const known = [brokers, topics, security, cluster].flatMap((file) => Object.values(file))
const frameVersion = 1

/** A record of `__cluster_metadata`: what KRaft's controller decided. One that can't be read does not end the dump. */
export function clusterMetadataText({ offset, value }: LogRecord): { key: undefined; payload: string } {
  try {
    return { key: undefined, payload: recordJson(value ?? Buffer.alloc(0)) }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { key: undefined, payload: `Error at ${offset}, skipping. ${message}` }
  }
}

/** Frame version, record type and version stand before the record, as unsigned varints. */
function recordJson(value: Buffer): string {
  const reader = new VarintReader(value)
  const frame = unsignedShort(reader, 'frame version')
  if (frame === 0) {
    const note = 'Note that upgrades from the preview release of KRaft in 2.8 to newer versions are not supported.'
    throw new Error(`Could not deserialize metadata record with frame version 0. ${note}`)
  }
  if (frame !== frameVersion)
    throw new Error(
      `Could not deserialize metadata record due to unknown frame version ${frame}(only frame version ${frameVersion} is supported)`,
    )
  const [key, version] = [unsignedShort(reader, 'type'), unsignedShort(reader, 'version')]
  const message = known.find((one) => one.key === key)
  if (message === undefined) throw new Error(`Unknown metadata id ${key}`)
  const data = read(message, version, new Reader(value.subarray(reader.at)))
  return `{"type":"${upperCase(message.name)}","version":${version},"data":${messageJson(message, version, data)}}`
}

function unsignedShort(reader: VarintReader, what: string): number {
  const value = unsignedVarint(reader, what)
  if (value > 0x7fff) throw new Error(`Value for ${what} was too large.`)
  return value
}

/** Kafka writes these without the zigzag of the varints in records. */
function unsignedVarint(reader: VarintReader, what: string): number {
  try {
    let value = 0
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = reader.byte()
      value += (byte & 0x7f) * 2 ** shift
      if (byte < 0x80) return value
    }
  } catch {} // the record ends within it
  throw new Error(`Error while reading ${what}`)
}

/** `PartitionRecord` as `PARTITION_RECORD`. */
const upperCase = (name: string) => name.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()
