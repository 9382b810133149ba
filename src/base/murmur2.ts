const multiplier = 0x5bd1e995
const seed = 0x9747b28c

/** Kafka's 32-bit murmur2 of a key, as a signed number: it decides the partition, in every client alike. */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes
  let hash = seed ^ length
  let at = 0
  for (; at + 4 <= length; at += 4) hash = Math.imul(hash, multiplier) ^ mix(wordAt(bytes, at))
  const rest = length & 3
  if (rest === 3) hash ^= (bytes[at + 2] ?? 0) << 16
  if (rest >= 2) hash ^= (bytes[at + 1] ?? 0) << 8
  if (rest >= 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), multiplier)
  hash = Math.imul(hash ^ (hash >>> 13), multiplier)
  return hash ^ (hash >>> 15)
}

/** The partition of a key: murmur2 without its sign bit, modulo the number of partitions. */
export function partitionForKey(key: Uint8Array, partitionCount: number): number {
  return (murmur2(key) & 0x7fffffff) % partitionCount
}

function mix(word: number): number {
  const scrambled = Math.imul(word, multiplier)
  return Math.imul(scrambled ^ (scrambled >>> 24), multiplier)
}

function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
}
