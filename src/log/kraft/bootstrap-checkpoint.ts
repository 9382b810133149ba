import { FeatureLevelRecord } from '../../wire/kafka/metadata-records/cluster.ts'
import { UserScramCredentialRecord } from '../../wire/kafka/metadata-records/security.ts'
import { SnapshotFooterRecord, SnapshotHeaderRecord } from '../../wire/kafka/quorum-records.ts'
import { buildBatch } from '../../wire/records/builder.ts'
import { type InputOf, type Message, type TypeOf, Writer, write } from '../../wire/schema/index.ts'

export const bootstrapFile = 'bootstrap.checkpoint'

export type ScramCredential = TypeOf<typeof UserScramCredentialRecord>

export interface Bootstrap {
  /** The level of the feature `metadata.version`. */
  readonly metadataLevel: number
  readonly credentials: readonly ScramCredential[]
}

/** What a KRaft controller begins its log with (KIP-778): a snapshot with a header, the records, and a footer. */
export function bootstrapCheckpoint({ metadataLevel, credentials }: Bootstrap, now: number): Buffer {
  const records = [
    encoded(FeatureLevelRecord, { name: 'metadata.version', featureLevel: metadataLevel }, framed),
    ...credentials.map((credential) => encoded(UserScramCredentialRecord, credential, framed)),
  ]
  const header = encoded(SnapshotHeaderRecord, { version, lastContainedLogTimestamp: 0 })
  const footer = encoded(SnapshotFooterRecord, { version })
  return Buffer.concat([
    controlBatch(controlTypes.snapshotHeader, header, 0, now),
    buildBatch(
      records.map((value) => ({ timestamp: now, key: null, value })),
      { baseOffset: 1, partitionLeaderEpoch },
    ),
    controlBatch(controlTypes.snapshotFooter, footer, 1 + records.length, now),
  ])
}

/** Of all these records. */
const version = 0
const partitionLeaderEpoch = 0
/** Types of control records of the quorum (KIP-630). */
const controlTypes = { snapshotHeader: 3, snapshotFooter: 4 } as const

function controlBatch(type: number, value: Buffer, baseOffset: number, timestamp: number): Buffer {
  const key = Buffer.alloc(4)
  key.writeInt16BE(type, 2)
  return buildBatch([{ timestamp, key, value }], { baseOffset, partitionLeaderEpoch, isControl: true })
}

function encoded<M extends Message>(message: M, value: InputOf<M>, before?: typeof framed): Buffer {
  const writer = new Writer()
  before?.(writer, message)
  write(message, version, writer, value)
  return writer.finishBytes()
}

const frameVersion = 1

/** Frame version, record type and version stand before a record of metadata, as unsigned varints of one byte each. */
function framed(writer: Writer, { key = 0 }: Message): void {
  for (const byte of [frameVersion, key, version]) writer.int8(byte)
}
