import { stringHash } from '../../base/hash-order.ts'

/** The partition of a coordinator's topic that holds what belongs to `id`. The smallest int counts as 0, as in Kafka's `Utils.abs`. */
export function coordinatorPartition(id: string, partitions: number): number {
  const hash = stringHash(id)
  return hash === -0x80000000 ? 0 : Math.abs(hash) % partitions
}
