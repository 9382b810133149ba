import { describeConsumerGroups, type GroupMember } from '../../client/admin/describe-groups.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import { removeGroupMembers } from '../../client/admin/remove-group-members.ts'
import type { Cluster } from '../../client/cluster.ts'
import { partitionName } from '../../client/topic-partition.ts'
import { called } from '../connect/called.ts'
import { partitionOrder } from '../format/partition-order.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'

/** Throws members out, if that is asked for. @throws JavaException (IllegalStateException) for members that are to stay */
export async function requireNoMembers(
  { stdout }: CommandContext,
  cluster: Cluster,
  groupId: string,
  isForced: boolean,
): Promise<void> {
  const groups = await called(describeConsumerGroups(cluster, [groupId]).then(requireAll))
  const members = groups.get(groupId)?.members ?? []
  if (members.length === 0) return
  if (!isForced) {
    throw new JavaException(
      'java.lang.IllegalStateException',
      `Consumer group '${groupId}' is still active and has following members: [${members.map(memberText).join(', ')}]. ` +
        'Make sure to stop all running application instances before running the reset tool. ' +
        "You can use option '--force' to remove active members from the group.",
    )
  }
  printLine(stdout, `Force deleting all active members in the group: ${groupId}`)
  await removeGroupMembers(cluster, groupId, members)
}

const memberText = ({ memberId, groupInstanceId, clientId, host, assignment }: GroupMember) =>
  `(memberId=${memberId}, groupInstanceId=${groupInstanceId}, clientId=${clientId}, host=${host}, ` +
  `assignment=(topicPartitions=${partitionOrder(assignment).map(partitionName).join(',')}))`
