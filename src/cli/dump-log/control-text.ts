import { SnapshotFooterRecord, SnapshotHeaderRecord } from '../../wire/kafka/quorum-records.ts'
import type { LogRecord } from '../../wire/records/record.ts'
import { decode } from '../../wire/schema/index.ts'

const names = ['ABORT', 'COMMIT', 'LEADER_CHANGE', 'SNAPSHOT_HEADER', 'SNAPSHOT_FOOTER']
const quorumVersion = 0

/** What a control record is about, with the blank before it. */
export function controlText({ key, value }: LogRecord): string {
  const type = key?.readInt16BE(2) ?? -1
  const name = names[type] ?? 'UNKNOWN'
  if (value === null) return ` controlType: ${name}(${type})`
  switch (name) {
    case 'ABORT':
    case 'COMMIT':
      return ` endTxnMarker: ${name} coordinatorEpoch: ${value.readInt32BE(2)}`
    case 'SNAPSHOT_HEADER':
      return ` SnapshotHeader ${JSON.stringify(decode(SnapshotHeaderRecord, quorumVersion, value))}`
    case 'SNAPSHOT_FOOTER':
      return ` SnapshotFooter ${JSON.stringify(decode(SnapshotFooterRecord, quorumVersion, value))}`
    default:
      return ` controlType: ${name}(${type})`
  }
}
