import { parseProperties } from '../../base/properties.ts'

/** Whose a log directory is, and which one it is: `meta.properties` as KRaft's tools read it (KIP-858). */
export interface DirectoryProperties {
  /** 0 in ZooKeeper mode, 1 with KRaft. */
  readonly version: number
  readonly clusterId: string | undefined
  readonly nodeId: number | undefined
  readonly directoryId: string | undefined
}

/** @throws Error with Kafka's words for a file that lacks something */
export function parseDirectoryProperties(text: string): DirectoryProperties {
  const properties = parseProperties(text)
  const version = versionOf(properties.get('version') ?? '0')
  const clusterId = properties.get('cluster.id')
  const nodeId = integer(properties.get(nodeKey(version)), nodeKey(version))
  if (version === 1 && clusterId === undefined) throw new Error('cluster.id was not found.')
  if (version === 1 && nodeId === undefined) throw new Error('Failed to find node.id')
  return { version, clusterId, nodeId, directoryId: properties.get('directory.id') }
}

/** Its settings by their names. */
export function directorySettings(properties: DirectoryProperties): Map<string, string> {
  const { version, clusterId, nodeId, directoryId } = properties
  const settings: (readonly [string, string | number | undefined])[] = [
    ['cluster.id', clusterId],
    ['directory.id', directoryId],
    [nodeKey(version), nodeId],
    ['version', version],
  ]
  return new Map(settings.flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])))
}

const nodeKey = (version: number) => (version === 0 ? 'broker.id' : 'node.id')

function versionOf(text: string): number {
  const version = /^[-+]?\d+$/.test(text) ? Number(text) : undefined
  if (version === undefined) throw new Error(`Invalid meta.properties version string '${text}'`)
  if (version !== 0 && version !== 1) throw new Error(`Unknown meta.properties version number ${version}`)
  return version
}

function integer(text: string | undefined, key: string): number | undefined {
  if (text === undefined) return undefined
  if (!/^[-+]?\d+$/.test(text)) throw new Error(`Unable to read ${key} as a base-10 number.`)
  return Number(text)
}
