/** Java's `String.hashCode`: over UTF-16 units, in 32 bits. */
export function javaHashCode(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0
  return hash
}

/** The partition of a coordinator's topic that holds what belongs to `id`. The smallest int counts as 0, as in Kafka's `Utils.abs`. */
export function coordinatorPartition(id: string, partitions: number): number {
  const hash = javaHashCode(id)
  return hash === -0x80000000 ? 0 : Math.abs(hash) % partitions
}
