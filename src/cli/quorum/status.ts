import { describeCluster } from '../../client/admin/describe-cluster.ts'
import { describeQuorum, type QuorumReplica } from '../../client/admin/describe-quorum.ts'
import { requireControllers } from '../../client/admin/require-controllers.ts'
import type { Cluster } from '../../client/cluster.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { leaderOf } from './leader.ts'
import { quorumStatus } from './results.ts'

/** Prints a summary of the quorum. */
export async function printStatus(context: CommandContext, cluster: Cluster, ofControllers: boolean): Promise<void> {
  if (ofControllers) await requireControllers(cluster)
  const { clusterId } = await describeCluster(cluster, { ofControllers })
  const quorum = await describeQuorum(cluster, { ofControllers })
  const leader = leaderOf(quorum)
  const slowest = quorum.voters.reduce((a, b) => (b.logEndOffset < a.logEndOffset ? b : a))
  const status = {
    clusterId,
    leader: quorum.leaderId,
    leaderEpoch: quorum.leaderEpoch,
    highWatermark: quorum.highWatermark,
    maxFollowerLag: leader.logEndOffset - slowest.logEndOffset,
    maxFollowerLagMs: lagMs(leader, slowest),
    voters: quorum.voters.map(({ replicaId }) => replicaId),
    observers: quorum.observers.map(({ replicaId }) => replicaId),
  }
  context.report.results(quorumStatus, [status], () =>
    [
      ['ClusterId', clusterId],
      ['LeaderId', status.leader],
      ['LeaderEpoch', status.leaderEpoch],
      ['HighWatermark', status.highWatermark],
      ['MaxFollowerLag', status.maxFollowerLag],
      ['MaxFollowerLagTimeMs', status.maxFollowerLagMs],
      ['CurrentVoters', `[${status.voters.join(',')}]`],
      ['CurrentObservers', `[${status.observers.join(',')}]`],
    ]
      .map(([name, value]) => `${`${name}:`.padEnd(24)}${value}\n`)
      .join(''),
  )
}

function lagMs(leader: QuorumReplica, slowest: QuorumReplica): number {
  if (leader === slowest) return 0
  const isKnown = leader.lastCaughtUpTimestamp >= 0 && slowest.lastCaughtUpTimestamp >= 0
  return isKnown ? leader.lastCaughtUpTimestamp - slowest.lastCaughtUpTimestamp : -1
}
