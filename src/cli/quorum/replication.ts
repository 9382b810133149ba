import { describeQuorum, type QuorumReplica } from '../../client/admin/describe-quorum.ts'
import type { Cluster } from '../../client/cluster.ts'
import { TerseError } from '../connect/terse-error.ts'
import { prettyTable } from '../format/pretty-table.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { leaderOf } from './leader.ts'
import { quorumReplica } from './results.ts'

type Row = ValueOf<typeof quorumReplica>

const titles = ['NodeId', 'LogEndOffset', 'Lag', 'LastFetchTimestamp', 'LastCaughtUpTimestamp', 'Status']

/** Prints how far each controller and broker has come, the leader first. @throws TerseError when clocks differ too much */
export async function printReplication(
  context: CommandContext,
  cluster: Cluster,
  { ofControllers, isRelative }: { ofControllers: boolean; isRelative: boolean },
): Promise<void> {
  const quorum = await describeQuorum(cluster, { ofControllers })
  const leader = leaderOf(quorum)
  const rowOf = (role: Row['role']) => (replica: QuorumReplica) => ({
    node: replica.replicaId,
    role,
    logEndOffset: replica.logEndOffset,
    lag: leader.logEndOffset - replica.logEndOffset,
    lastFetch: known(replica.lastFetchTimestamp),
    lastCaughtUp: known(replica.lastCaughtUpTimestamp),
  })
  const rows = [
    rowOf('Leader')(leader),
    ...quorum.voters.filter((voter) => voter !== leader).map(rowOf('Follower')),
    ...quorum.observers.map(rowOf('Observer')),
  ]
  const now = context.clock.now()
  const time = (moment: Row['lastFetch'], what: string) =>
    isRelative && moment !== null ? ago(Number(moment), now, what) : String(moment ?? -1)
  const cells = rows.map((row) => [
    String(row.node),
    String(row.logEndOffset),
    String(row.lag),
    time(row.lastFetch, 'last fetch'),
    time(row.lastCaughtUp, 'last caught up'),
    row.role,
  ])
  context.report.results(quorumReplica, rows, () => prettyTable(titles, cells))
}

const known = (timestamp: number) => (timestamp < 0 ? null : timestamp)

function ago(moment: number, now: number, what: string): string {
  if (moment <= now) return `${now - moment} ms ago`
  throw new TerseError(
    'Error while computing relative time, possible drift in system clock.\n' +
      `Current timestamp is ${now}, ${what} timestamp is ${moment}`,
  )
}
