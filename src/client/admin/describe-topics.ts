import { KafkaError } from '../../wire/kafka/errors.ts'
import type { Cluster } from '../cluster.ts'
import type { TopicMetadata } from '../metadata.ts'
import type { CallOptions } from './call.ts'
import { errorIn, type Outcome, unrepresentable } from './outcome.ts'

/** What the cluster knows of the topics, by name; partitions by number. A missing topic is not created by asking. */
export async function describeTopics(
  cluster: Cluster,
  names: readonly string[],
  options: CallOptions = {},
): Promise<Map<string, Outcome<TopicMetadata>>> {
  const patience = { deadline: cluster.deadline(options.timeoutMs), call: 'describeTopics' }
  const asked = names.filter((name) => name !== '')
  const { topics } = await cluster.refreshMetadata(asked, { ...patience, allowAutoTopicCreation: false })
  return new Map(names.map((name) => [name, name === '' ? unrepresentable(name) : outcome(topics.get(name))]))
}

function outcome(topic: TopicMetadata | undefined): Outcome<TopicMetadata> {
  if (topic === undefined) return new KafkaError('UNKNOWN_TOPIC_OR_PARTITION')
  const partitions = [...topic.partitions].sort((a, b) => a.partitionIndex - b.partitionIndex)
  return errorIn(topic) ?? { ...topic, partitions }
}
