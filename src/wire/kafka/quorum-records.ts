import { array, int16, int32, int64, message, type TypeOf } from '../schema/index.ts'

const voter = {
  voterId: int32(),
}

export const LeaderChangeMessage = message(
  'LeaderChangeMessage',
  { versions: '0', flexible: '0+' },
  {
    version: int16(),
    leaderId: int32(),
    voters: array(voter),
    grantingVoters: array(voter),
  },
)
export type LeaderChangeMessage = TypeOf<typeof LeaderChangeMessage>

export const SnapshotHeaderRecord = message(
  'SnapshotHeaderRecord',
  { versions: '0', flexible: '0+' },
  {
    version: int16(),
    lastContainedLogTimestamp: int64(),
  },
)
export type SnapshotHeaderRecord = TypeOf<typeof SnapshotHeaderRecord>

export const SnapshotFooterRecord = message(
  'SnapshotFooterRecord',
  { versions: '0', flexible: '0+' },
  {
    version: int16(),
  },
)
export type SnapshotFooterRecord = TypeOf<typeof SnapshotFooterRecord>
