import { javaSplit } from '../../base/java-split.ts'
import { ClientError } from '../../client/errors.ts'
import { topicFilter } from '../../client/topic-filter.ts'
import { isInternalTopic } from '../../client/topic-names.ts'
import type { TopicPartition } from '../../client/topic-partition.ts'
import { TerseError } from '../connect/terse-error.ts'

/** Whether a partition is wanted. */
export type PartitionFilter = (partition: TopicPartition) => boolean

/** `--topic` as a regular expression and `--partitions` as a list of numbers, either of which may be missing. */
export function filterOf(topic: string | undefined, partitions: string | undefined): PartitionFilter {
  const isTopic = topicFilter(topic ?? '.*')
  const numbers = partitionNumbers(partitions ?? '')
  return (candidate) => isTopic(candidate.topic, false) && (numbers.size === 0 || numbers.has(candidate.partition))
}

function partitionNumbers(text: string): Set<number> {
  if (text === '') return new Set()
  const numbers = javaSplit(text, ',').map((part) => (/^[+-]?\d+$/.test(part) ? Number(part) : Number.NaN))
  if (!numbers.some(Number.isNaN)) return new Set(numbers)
  throw new TerseError(`--partitions expects a comma separated list of numeric partition ids, but received: ${text}`)
}

const rule = /^([^:,]*)(?::(?:([0-9]*)|(?:([0-9]*)-([0-9]*))))?$/

/** `--topic-partitions`: rules like `topic`, `topic:1`, `topic:0-3`, `:5-`, of which one has to fit. */
export function filterOfRules(text: string): PartitionFilter {
  const rules = javaSplit(text, ',').map(filterOfRule)
  return (candidate) => rules.some((fits) => fits(candidate))
}

function filterOfRule(text: string): PartitionFilter {
  const match = rule.exec(text)
  if (match === null) {
    const message = `org.apache.kafka.tools.TerseException: Invalid rule specification: ${text}`
    throw new ClientError('java.lang.RuntimeException', message)
  }
  const [, topic, single, from, to] = match
  const isTopic = topicFilter(topic || '.*')
  const lowest = Number(single || from || 0)
  const highest = single ? lowest : to ? Number(to) - 1 : Number.POSITIVE_INFINITY
  return (candidate) =>
    isTopic(candidate.topic, false) && candidate.partition >= lowest && candidate.partition <= highest
}

export function withoutInternal(filter: PartitionFilter): PartitionFilter {
  return (candidate) => !isInternalTopic(candidate.topic) && filter(candidate)
}
