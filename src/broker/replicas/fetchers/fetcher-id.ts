/** Java's `String.hashCode`: all brokers, real ones too, spread partitions over their fetchers alike. */
export function javaHash(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return hash
}

/** Which of the `count` fetchers of a leader serves the partition. */
export function fetcherId(topic: string, partition: number, count: number): number {
  const mixed = (Math.imul(31, javaHash(topic)) + partition) | 0
  return mixed === -(2 ** 31) ? 0 : Math.abs(mixed) % count
}
