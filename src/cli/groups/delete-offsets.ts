import { describeTopics } from '../../client/admin/describe-topics.ts'
import { deleteGroupOffsets } from '../../client/admin/group-offsets.ts'
import type { Outcome } from '../../client/admin/outcome.ts'
import { isUnsupported, javaText } from '../../client/errors.ts'
import { partitionName, type TopicPartition } from '../../client/topic-partition.ts'
import { type ErrorName, KafkaError } from '../../wire/kafka/errors.ts'
import { formatColumns } from '../format/columns.ts'
import { failureObject } from '../kit/report/failure-object.ts'
import { deletedOffset } from './results.ts'
import { explicitPartitions, type GroupService } from './service.ts'

interface PartitionResult extends TopicPartition {
  readonly error: Error | undefined
}

/** `--delete-offsets`. */
export async function deleteOffsets(service: GroupService): Promise<void> {
  const { cluster, options, timeoutMs, context } = service
  const groupId = options.value('group') ?? ''
  const topics = options.values('topic')
  const { partitions, missing } = await findPartitions(service, topics)
  const outcome = await deleteGroupOffsets(cluster, groupId, partitions, { timeoutMs }).catch(asError)
  const results = partitions.map((partition) => ({ ...partition, error: errorOfPartition(outcome, partition) }))
  const failure = outcome instanceof Error ? outcome : results.find(({ error }) => error !== undefined)?.error
  const all = [...missing, ...results]
  const objects = all.map(({ topic, partition, error }) => {
    return {
      group: groupId,
      topic,
      partition: partition < 0 ? null : partition,
      error: error ? failureObject(error) : null,
    }
  })
  context.report.results(deletedOffset, objects, () => {
    const success = `Request succeed for deleting offsets with topic ${topics.join(', ')} group ${groupId}`
    const heading = failure === undefined ? success : `\nError: ${summary(groupId, failure)}`
    return `${heading}\n\n${resultLines(all).join('\n')}\n`
  })
}

/** The partitions that `--topic` means; a topic that can't be looked up is in `missing`, as partition −1. */
async function findPartitions({ cluster, timeoutMs }: GroupService, topics: readonly string[]) {
  const partitions = topics.filter((topic) => topic.includes(':')).flatMap(explicitPartitions)
  const whole = topics.filter((topic) => !topic.includes(':'))
  const missing: PartitionResult[] = []
  const described = whole.length === 0 ? new Map() : await describeTopics(cluster, whole, { timeoutMs })
  for (const [topic, outcome] of described) {
    if (outcome instanceof Error) missing.push({ topic, partition: -1, error: outcome })
    else for (const { partitionIndex } of outcome.partitions) partitions.push({ topic, partition: partitionIndex })
  }
  return { partitions, missing }
}

function errorOfPartition(outcome: Error | Map<string, Outcome<true>>, partition: TopicPartition): Error | undefined {
  if (outcome instanceof Error) return outcome
  const result = outcome.get(partitionName(partition))
  return result instanceof Error ? result : undefined
}

const partitionLevel: readonly ErrorName[] = [
  'GROUP_SUBSCRIBED_TO_TOPIC',
  'TOPIC_AUTHORIZATION_FAILED',
  'UNKNOWN_TOPIC_OR_PARTITION',
]

function errorNameOf(failure: Error): ErrorName {
  if (failure instanceof KafkaError) return failure.errorName
  return isUnsupported(failure) ? 'UNSUPPORTED_VERSION' : 'UNKNOWN_SERVER_ERROR'
}

function summary(groupId: string, failure: Error): string {
  const name = errorNameOf(failure)
  if (partitionLevel.includes(name)) return 'Encounter some partition level error, see the follow-up details:'
  switch (name) {
    case 'INVALID_GROUP_ID':
      return `'${groupId}' is not valid.`
    case 'GROUP_ID_NOT_FOUND':
      return `'${groupId}' does not exist.`
    case 'GROUP_AUTHORIZATION_FAILED':
      return `Access to '${groupId}' is not authorized.`
    case 'NON_EMPTY_GROUP':
      return `Deleting offsets of a consumer group '${groupId}' is forbidden if the group is not empty.`
    default:
      return `Encounter some unknown error: ${name}`
  }
}

function resultLines(results: readonly PartitionResult[]): string[] {
  const columns = [
    { title: 'TOPIC', width: 30 },
    { title: 'PARTITION', width: 15 },
    { title: 'STATUS', width: 15 },
  ]
  const key = ({ topic, partition }: TopicPartition) => `${topic}${partition}`
  const sorted = [...results].sort((a, b) => (key(a) < key(b) ? -1 : 1))
  const rows = sorted.map(({ topic, partition, error }) => [
    topic,
    partition >= 0 ? String(partition) : 'Not Provided',
    error === undefined ? 'Successful' : `Error: ${javaText(error)}`,
  ])
  return formatColumns(columns, rows)
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
