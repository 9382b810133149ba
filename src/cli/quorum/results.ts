import { integer, list, long, oneOf, orNull, result, string } from '../kit/schema/schema.ts'

export const quorumStatus = result('quorum-status', 'The metadata quorum, of --status.', {
  clusterId: orNull(string("The cluster's id.")),
  leader: integer("The active controller's id."),
  leaderEpoch: integer('Its term.'),
  highWatermark: long('The offset up to which the metadata log is safe.'),
  maxFollowerLag: long('How many records the slowest voter is behind.'),
  maxFollowerLagMs: long('By how many milliseconds; −1 where that is not known.'),
  voters: list(integer("A controller's id.")),
  observers: list(integer("A broker's id.")),
})

export const quorumReplica = result('quorum-replica', 'A controller or broker, of --replication.', {
  node: integer('Its id.'),
  role: oneOf(['Leader', 'Follower', 'Observer'], 'Whether it votes.'),
  logEndOffset: long('Where its metadata log ends.'),
  lag: long('How many records it is behind the leader.'),
  lastFetch: orNull(long('When it fetched last, in milliseconds since 1970.')),
  lastCaughtUp: orNull(long('When it had all, in milliseconds since 1970.')),
})

export const quorumResults = [quorumStatus, quorumReplica]
