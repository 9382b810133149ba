import type { ApiVersionRange } from '../../client/broker-connection.ts'
import { type ApiKey, apiKey, apiKeys } from '../../wire/kafka/api-keys.ts'

/**
 * A broker's API versions as Kafka prints them: what it has, with the version that this client would use, and what
 * clients know but it has not.
 */
export function formatApiVersions(ranges: readonly ApiVersionRange[]): string {
  const offered = new Map(ranges.map((range) => [range.apiKey, range]))
  const missing = apiKeys.filter((api) => isForClients(api) && !offered.has(api.key))
  const lines = [
    ...ranges.map((range) => ({ key: range.apiKey, text: rangeText(range) })),
    ...missing.map(({ key, name }) => ({ key, text: `${name}(${key}): UNSUPPORTED` })),
  ]
  const sorted = lines.sort((a, b) => a.key - b.key).map(({ text }) => `\t${text}`)
  return `(\n${sorted.join(',\n')}\n)`
}

const isForClients = ({ listeners }: ApiKey) => listeners.some((listener) => listener !== 'controller')

function rangeText({ apiKey: key, minVersion, maxVersion }: ApiVersionRange): string {
  const known = apiKey(key)
  const range = minVersion === maxVersion ? String(minVersion) : `${minVersion} to ${maxVersion}`
  if (known === undefined) return `UNKNOWN(${key}): ${range}`
  return `${known.name}(${key}): ${range} [${usability(known, minVersion, maxVersion)}]`
}

function usability(known: ApiKey, minVersion: number, maxVersion: number): string {
  if (known.max < minVersion) return 'unusable: node too new'
  if (maxVersion < known.min) return 'unusable: node too old'
  return `usable: ${Math.min(known.max, maxVersion)}`
}
