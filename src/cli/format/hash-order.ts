/**
 * The names in the order in which Java's HashMap hands out its keys, when it was made for just so many: what Kafka's
 * tools print straight from such a map then comes in the same order from ours.
 */
export function hashOrder<T>(values: readonly T[], nameOf: (value: T) => string): T[] {
  const smallest = 2 ** Math.ceil(Math.log2(Math.max(1, values.length)))
  const capacity = values.length > smallest * 0.75 ? smallest * 2 : smallest
  return values
    .map((value) => ({ value, bucket: bucketOf(nameOf(value), capacity) }))
    .sort((a, b) => a.bucket - b.bucket)
    .map(({ value }) => value)
}

function bucketOf(name: string, capacity: number): number {
  return spread(stringHash(name)) & (capacity - 1)
}

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

/** Java's `String.hashCode`. */
export function stringHash(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(31, hash) + text.charCodeAt(at)) | 0
  return hash
}
