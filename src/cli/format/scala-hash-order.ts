/**
 * The values in the order in which Scala's mutable HashMap and HashSet hand them out, whatever the order in which they
 * came. `hashOf` gives Java's `hashCode` of the key.
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
