import type { Clock } from '../base/clock.ts'
import { type Disk, replaceFile } from '../base/disk/disk.ts'
import { formatProperties, parseProperties } from '../base/properties.ts'

/** Who a log directory belongs to: `meta.properties`. */
export interface MetaProperties {
  /** 0 in ZooKeeper mode, 1 with KRaft. */
  readonly version: number
  readonly clusterId: string | undefined
  /** `broker.id`, or KRaft's `node.id`. */
  readonly brokerId: number | undefined
}

export const metaPropertiesFile = 'meta.properties'

/** Undefined when the directory has none. Throws when the file is there and makes no sense. */
export function readMetaProperties(disk: Disk, directory: string): MetaProperties | undefined {
  const path = `${directory}/${metaPropertiesFile}`
  if (!disk.exists(path)) return undefined
  const properties = parseProperties(disk.readFile(path).toString('utf8'))
  const version = number(properties.get('version'), 'version', path) ?? 0
  const brokerId = number(properties.get('broker.id') ?? properties.get('node.id'), 'broker.id', path)
  return { version, clusterId: properties.get('cluster.id'), brokerId }
}

/** Replaces the file, as a whole or not at all. */
export function writeMetaProperties(disk: Disk, directory: string, meta: MetaProperties, clock: Clock): void {
  const pairs: [string, string][] = [['version', String(meta.version)]]
  if (meta.clusterId !== undefined) pairs.push(['cluster.id', meta.clusterId])
  if (meta.brokerId !== undefined) pairs.push([meta.version === 0 ? 'broker.id' : 'node.id', String(meta.brokerId)])
  const text = formatProperties(pairs, ['', new Date(clock.now()).toUTCString()])
  replaceFile(disk, `${directory}/${metaPropertiesFile}`, Buffer.from(text))
}

function number(text: string | undefined, key: string, path: string): number | undefined {
  if (text === undefined) return undefined
  if (!/^-?\d+$/.test(text.trim())) throw new Error(`Unable to read ${key} of ${path} as an integer: ${text}`)
  return Number(text)
}
