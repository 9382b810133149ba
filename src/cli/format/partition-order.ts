import { hashCodeOrder, javaMapSize, stringHash } from '../../base/hash-order.ts'

export interface NamedPartition {
  readonly topic: string
  readonly partition: number
}

/** Java's hash code of a TopicPartition. */
export function partitionHash({ topic, partition }: NamedPartition): number {
  return (Math.imul(31, 31 + partition) + stringHash(topic)) | 0
}

/** The partitions in the order of a Java HashMap that grew with them. */
export function partitionOrder<T extends NamedPartition>(partitions: readonly T[]): T[] {
  return hashCodeOrder(partitions, partitionHash, javaMapSize)
}
