import { hashOrder } from '../../base/hash-order.ts'
import { describeTopics } from '../../client/admin/describe-topics.ts'
import { listConsumerGroups } from '../../client/admin/list-groups.ts'
import { requireAll } from '../../client/admin/outcome.ts'
import type { Cluster } from '../../client/cluster.ts'
import { illegalArgument } from '../../client/errors.ts'
import type { TopicPartition } from '../../client/topic-partition.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import type { GroupOptions } from './options.ts'

/** What every action of kafka-consumer-groups works with. */
export interface GroupService {
  readonly cluster: Cluster
  readonly context: CommandContext
  readonly options: GroupOptions
  readonly timeoutMs: number
}

/** What Kafka's tool tells in its own words. */
class GroupError extends Error {
  override readonly name = 'GroupError'
}

/** Trouble that does not end the command: on stdout, after an empty line. */
export function printError({ context }: Pick<GroupService, 'context'>, message: string): void {
  context.report.failure(new GroupError(message), () => printLine(context.stdout, `\nError: ${message}`))
}

/** The groups that `--group` or `--all-groups` means. */
export async function groupIdsOf({ cluster, options, timeoutMs }: GroupService): Promise<string[]> {
  if (!options.has('all-groups')) return [...new Set(options.values('group'))]
  return (await listConsumerGroups(cluster, { timeoutMs })).map(({ groupId }) => groupId).sort()
}

/**
 * `topic:0,1` as partitions.
 * @throws ClientError (IllegalArgumentException)
 */
export function explicitPartitions(argument: string): TopicPartition[] {
  const [topic = '', partitions, ...rest] = argument.split(':')
  if (partitions === undefined || partitions === '' || rest.length > 0) {
    throw illegalArgument(`Invalid topic arg '${argument}', expected topic name and partitions`)
  }
  return partitions.split(',').map((text) => {
    if (/^[+-]?\d+$/.test(text)) return { topic, partition: Number(text) }
    throw illegalArgument(`Invalid partition '${text}' specified in topic arg '${argument}''`)
  })
}

/** The partitions that `--topic` means: all of a topic, or just the given ones. */
export async function partitionsOfTopics(
  { cluster, timeoutMs }: GroupService,
  topicArguments: readonly string[],
): Promise<TopicPartition[]> {
  const explicit = topicArguments.filter((argument) => argument.includes(':')).flatMap(explicitPartitions)
  const whole = topicArguments.filter((argument) => !argument.includes(':'))
  if (whole.length === 0) return explicit
  const topics = requireAll(await describeTopics(cluster, whole, { timeoutMs }))
  const inMapOrder = hashOrder([...topics], ([name]) => name)
  return [
    ...explicit,
    ...inMapOrder.flatMap(([topic, { partitions }]) =>
      partitions.map(({ partitionIndex }) => ({ topic, partition: partitionIndex })),
    ),
  ]
}
