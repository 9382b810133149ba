import type { ApiVersionRange } from '../../client/broker-connection.ts'
import { type ApiKey, apiKey, apiKeys } from '../../wire/kafka/api-keys.ts'
import type { ListedApi } from '../brokers/results.ts'

/** What a broker has, with the version that this client would use, and what clients know but it has not. */
export function apiUses(ranges: readonly ApiVersionRange[]): ListedApi[] {
  const offered = new Set(ranges.map((range) => range.apiKey))
  const missing = apiKeys.filter((api) => isForClients(api) && !offered.has(api.key))
  const nothing = { minVersion: null, maxVersion: null, usableVersion: null }
  return [...ranges.map(use), ...missing.map(({ key, name }) => ({ key, name, ...nothing }))].sort(
    (a, b) => a.key - b.key,
  )
}

const isForClients = ({ listeners }: ApiKey) => listeners.some((listener) => listener !== 'controller')

function use({ apiKey: key, minVersion, maxVersion }: ApiVersionRange): ListedApi {
  const known = apiKey(key)
  const usable = known === undefined ? -1 : Math.min(known.max, maxVersion)
  const isUsable = known !== undefined && usable >= Math.max(known.min, minVersion)
  return { key, name: known?.name ?? null, minVersion, maxVersion, usableVersion: isUsable ? usable : null }
}

/** A broker's API versions as Kafka prints them. */
export function formatApiVersions(apis: readonly ListedApi[]): string {
  return `(\n${apis.map((api) => `\t${line(api)}`).join(',\n')}\n)`
}

function line({ key, name, minVersion, maxVersion, usableVersion }: ListedApi): string {
  if (minVersion === null || maxVersion === null) return `${name}(${key}): UNSUPPORTED`
  const range = minVersion === maxVersion ? String(minVersion) : `${minVersion} to ${maxVersion}`
  if (name === null) return `UNKNOWN(${key}): ${range}`
  const known = apiKey(key)
  const tooNew = known !== undefined && known.max < minVersion
  const usability = usableVersion === null ? `unusable: node too ${tooNew ? 'new' : 'old'}` : `usable: ${usableVersion}`
  return `${name}(${key}): ${range} [${usability}]`
}
