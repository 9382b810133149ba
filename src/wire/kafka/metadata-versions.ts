/** The first version that KRaft knows, as level 1, and those after it, each one level up (KIP-584, KIP-778). */
const withLevels = [
  ['3.0', 1],
  ['3.1', 0],
  ['3.2', 0],
  ['3.3', 0],
  ['3.3', 1],
  ['3.3', 2],
  ['3.3', 3],
  ['3.4', 0],
  ['3.5', 0],
  ['3.5', 1],
  ['3.5', 2],
  ['3.6', 0],
  ['3.6', 1],
  ['3.6', 2],
  ['3.7', 0],
  ['3.7', 1],
  ['3.7', 2],
  ['3.7', 3],
  ['3.7', 4],
  ['3.8', 0],
] as const

const names: readonly string[] = withLevels.map(([release, change]) => `${release}-IV${change}`)

const [first, last] = [names.indexOf('3.3-IV0'), names.indexOf('3.7-IV4')]

/** Those that a cluster may be made with. */
export const productionVersions: readonly string[] = names.slice(first, last + 1)

/** Versions of brokers that know ZooKeeper only, by their own names and by those of the releases that they ended with. */
const withoutLevel =
  /^(0\.8\.[0-2]|0\.9\.0|0\.10\.0(-IV[01])?|0\.10\.1(-IV[0-2])?|0\.10\.2(-IV0)?|0\.11\.0(-IV[0-2])?|1\.[01](-IV0)?|2\.[0234](-IV[01])?|2\.[17](-IV[0-2])?|2\.[56](-IV0)?|2\.8(-IV[01])?|3\.0-IV0)$/

/** The feature level of a version (`3.7-IV4`) or release (`3.7`, `3.7.1`); −1 for what is older than KRaft, undefined for none. */
export function metadataLevel(name: string): number | undefined {
  const exact = names.indexOf(name)
  if (exact >= 0) return exact + 1
  const release = name
    .split('.')
    .slice(0, name.startsWith('0.') ? 3 : 2)
    .join('.')
  const index = withLevels.findLastIndex(([version], at) => version === release && at <= last)
  if (index >= 0) return index + 1
  return withoutLevel.test(name) || withoutLevel.test(release) ? -1 : undefined
}

/** The version's name; undefined where Kafka 3.7 knows none of that level. */
export function metadataVersionName(level: number): string | undefined {
  return names[level - 1]
}
