/**
 * The names in the order in which Java's HashMap hands out its keys: what Kafka's tools print straight from such a map
 * then comes in the same order from ours. A map made for just so many is as small as it can be; one made without a size
 * has at least `javaMapSize` buckets.
 */
export function hashOrder<T>(values: readonly T[], nameOf: (value: T) => string, buckets = 1): T[] {
  return hashCodeOrder(values, (value) => stringHash(nameOf(value)), buckets)
}

/** As `hashOrder`, for keys that are no strings: their `hashCode` is given. */
export function hashCodeOrder<T>(values: readonly T[], hashOf: (value: T) => number, buckets = 1): T[] {
  const smallest = 2 ** Math.ceil(Math.log2(Math.max(buckets, values.length)))
  const capacity = values.length > smallest * 0.75 ? smallest * 2 : smallest
  return values
    .map((value) => ({ value, bucket: bucketOf(hashOf(value), capacity) }))
    .sort((a, b) => a.bucket - b.bucket)
    .map(({ value }) => value)
}

/** The buckets of a `new HashMap()`, and of Java's Properties. */
export const javaMapSize = 16

const bucketOf = (hash: number, capacity: number): number => spread(hash) & (capacity - 1)

/**
 * The values in the order in which Scala's mutable HashMap and HashSet hand them out, whatever the order in which they came.
 * `hashOf` gives Java's `hashCode` of the key.
 */
export function scalaHashOrder<T>(values: readonly T[], hashOf: (value: T) => number): T[] {
  let capacity = 16
  while (values.length >= capacity * 0.75) capacity *= 2
  return values
    .map((value) => ({ value, hash: spread(hashOf(value)) }))
    .sort((a, b) => (a.hash & (capacity - 1)) - (b.hash & (capacity - 1)) || a.hash - b.hash)
    .map(({ value }) => value)
}

const spread = (hash: number) => hash ^ (hash >>> 16)

/** The values in the order in which Scala's immutable Set and Map hand them out: up to four as they came, more by a trie of hashes. */
export function scalaSetOrder<T>(values: readonly T[], hashOf: (value: T) => number): T[] {
  return values.length <= 4 ? [...values] : trieOrder(values, hashOf, 0)
}

const bitsPerLevel = 5
const hashBits = 32

/** In each node first what is alone in its slot, then the nodes below; each slot by slot. */
function trieOrder<T>(values: readonly T[], hashOf: (value: T) => number, shift: number): T[] {
  if (shift >= hashBits) return [...values]
  const slots: T[][] = Array.from({ length: 2 ** bitsPerLevel }, () => [])
  for (const value of values) slots[(improved(hashOf(value)) >>> shift) & (slots.length - 1)]?.push(value)
  const deeper = slots.filter((slot) => slot.length > 1)
  return [
    ...slots.filter((slot) => slot.length === 1).flat(),
    ...deeper.flatMap((slot) => trieOrder(slot, hashOf, shift + bitsPerLevel)),
  ]
}

/** Scala's remedy for hashes that differ in few bits. */
function improved(hash: number): number {
  let mixed = (hash + ~(hash << 9)) | 0
  mixed ^= mixed >>> 14
  mixed = (mixed + (mixed << 4)) | 0
  return mixed ^ (mixed >>> 10)
}

/** Java's `String.hashCode`. */
export function stringHash(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(31, hash) + text.charCodeAt(at)) | 0
  return hash
}
