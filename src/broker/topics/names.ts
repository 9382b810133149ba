import { nameComplaint } from '../../client/topic-names.ts'
import { KafkaError } from '../../wire/kafka/errors.ts'

export const offsetsTopic = '__consumer_offsets'
export const transactionsTopic = '__transaction_state'
const metadataTopic = '__cluster_metadata'

export const isInternalTopic = (name: string) => name === offsetsTopic || name === transactionsTopic

/** Throws INVALID_TOPIC_EXCEPTION with Kafka's words. */
export function validateTopicName(name: string): void {
  const problem = nameComplaint(name)
  if (problem !== undefined) throw new KafkaError('INVALID_TOPIC_EXCEPTION', `Topic name is invalid: ${problem}`)
}

/** Names that only differ in `.` and `_` would have metrics of the same name. */
export const mayCollide = (name: string) => /[._]/.test(name)

export function collisions(name: string, existing: Iterable<string>): string[] {
  const unified = name.replaceAll('.', '_')
  return [...existing].filter((other) => other !== name && other.replaceAll('.', '_') === unified)
}

export const isReservedTopic = (name: string) => name === metadataTopic
