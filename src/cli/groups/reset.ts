import { scalaSetOrder } from '../../base/hash-order.ts'
import { describeConsumerGroups } from '../../client/admin/describe-groups.ts'
import { alterGroupOffsets, listGroupOffsets, type PartitionOffset } from '../../client/admin/group-offsets.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import { type TopicPartition, uniquePartitions } from '../../client/topic-partition.ts'
import { formatColumns } from '../format/columns.ts'
import { partitionHash, partitionOrder } from '../format/partition-order.ts'
import type { ValueOf } from '../kit/schema/schema.ts'
import { UsageError } from '../kit/usage-error.ts'
import { formatPlan } from './reset-plan.ts'
import { newOffsets } from './reset-scenarios.ts'
import { resetOffset } from './results.ts'
import { type GroupService, groupIdsOf, partitionsOfTopics, printError } from './service.ts'

/** `--reset-offsets`. */
export async function resetOffsets(service: GroupService): Promise<void> {
  const { cluster, context, options, timeoutMs } = service
  const groupIds = await groupIdsOf(service)
  const groups = requireAll(await describeConsumerGroups(cluster, groupIds, { timeoutMs }))
  const plan = new Map<string, PartitionOffset[]>()
  for (const { groupId, state } of groups.values()) {
    if (state === 'Empty' || state === 'Dead') {
      plan.set(groupId, await resetGroup(service, groupId))
      continue
    }
    const inactive = `Assignments can only be reset if the group '${groupId}' is inactive`
    printError(service, `${inactive}, but the current state is ${state}.`)
    plan.set(groupId, [])
  }
  const resets = [...plan].flatMap(([group, offsets]) =>
    offsets.map(({ topic, partition, offset }) => ({ group, topic, partition, newOffset: offset })),
  )
  context.report.results(resetOffset, resets, () => {
    if (options.has('export')) return `${formatPlan(plan, options.values('group').length === 1)}\n`
    return plan.size === 0 ? '' : `\n${planLines(resets).join('\n')}\n`
  })
}

async function resetGroup(service: GroupService, groupId: string): Promise<PartitionOffset[]> {
  const { cluster, options, timeoutMs } = service
  const partitions = await partitionsToReset(service, groupId)
  const wanted = await newOffsets(service, groupId, partitions)
  const offsets = scalaSetOrder(uniquePartitions(wanted), partitionHash)
  if (options.has('execute') && !options.has('dry-run')) {
    requireAll(await alterGroupOffsets(cluster, groupId, offsets, { timeoutMs }))
  }
  return offsets
}

async function partitionsToReset(service: GroupService, groupId: string): Promise<TopicPartition[]> {
  const { cluster, options, timeoutMs } = service
  if (options.has('all-topics')) {
    return partitionOrder([...(await listGroupOffsets(cluster, groupId, { timeoutMs })).values()])
  }
  if (options.has('topic')) return partitionsOfTopics(service, options.values('topic'))
  if (options.has('from-file')) return []
  throw new UsageError('One of the reset scopes should be defined: --all-topics, --topic.')
}

function planLines(resets: readonly ValueOf<typeof resetOffset>[]): string[] {
  const columns = [
    { title: 'GROUP', width: 30 },
    { title: 'TOPIC', width: 30 },
    { title: 'PARTITION', width: 10 },
    { title: 'NEW-OFFSET', width: 15 },
  ]
  const rows = resets.map(({ group, topic, partition, newOffset }) => [
    group,
    topic,
    String(partition),
    String(newOffset),
  ])
  return formatColumns(columns, rows)
}
