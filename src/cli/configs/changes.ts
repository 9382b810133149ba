import { hashOrder, javaMapSize } from '../../base/hash-order.ts'
import { javaSplit } from '../../base/java-split.ts'
import { ClientError, illegalArgument } from '../../client/errors.ts'
import { readProperties } from '../connect/command-config.ts'
import type { CommandContext } from '../kit/command-context.ts'
import type { ConfigOptions } from './options.ts'

/** What --alter shall do. */
export interface Changes {
  /** Values by name, in the order in which Java's Properties hand them out. */
  readonly add: ReadonlyMap<string, string>
  readonly remove: readonly string[]
}

const formatVersion = 'message.format.version'

/** @throws ClientError (IllegalArgumentException), JavaException for a file that can't be read */
export function changesOf(context: CommandContext, options: ConfigOptions): Changes {
  const add = new Map(hashOrder([...given(context, options)], ([name]) => name, javaMapSize))
  if (add.has(formatVersion)) context.report.remark(formatVersionWarning(add.get(formatVersion) ?? ''))
  checkKeys(add.keys())
  const remove = options.values('delete-config').map((name) => name.trim())
  checkKeys(remove)
  return { add, remove }
}

function given(context: CommandContext, options: ConfigOptions): Map<string, string> {
  const file = options.value('add-config-file')
  if (file !== undefined) return readProperties(context, file)
  const pairs = options.value('add-config')
  return pairs === undefined ? new Map() : parseSettings(pairs)
}

/** `name=value,name=[v1,v2]`: neither commas nor equals signs count where a closing bracket comes before an opening one. */
function parseSettings(text: string): Map<string, string> {
  const outside = String.raw`(?=[^\]]*(?:\[|$))`
  const parts = javaSplit(text, new RegExp(`,${outside}`, 'g'))
  const equals = new RegExp(String.raw`\s*=\s*${outside}`)
  return new Map(parts.map((part) => pair(part.split(equals))))
}

function pair([name, value, ...more]: string[]): [name: string, value: string] {
  if (name === undefined || value === undefined || more.length > 0) {
    throw illegalArgument(
      'requirement failed: Invalid entity config: all configs to be added must be in the format "key=val".',
    )
  }
  return [name.trim(), value.replace(/[[\]]/g, '').trim()]
}

function formatVersionWarning(value: string): string {
  return (
    `WARNING: The configuration ${formatVersion}=${value} is specified. This configuration will be ignored if the version ` +
    'is newer than the inter.broker.protocol.version specified in the broker or if the inter.broker.protocol.version is ' +
    '3.0 or newer. This configuration is deprecated and it will be removed in Apache Kafka 4.0.'
  )
}

function checkKeys(names: Iterable<string>): void {
  for (const name of names) {
    if (!/^[a-zA-Z0-9._-]*$/.test(name)) throw illegalArgument(`Invalid character found for config key: ${name}`)
  }
}

export const invalidConfiguration = (message: string) =>
  new ClientError('org.apache.kafka.common.errors.InvalidConfigurationException', message)

/** @throws ClientError when a setting shall go that is not there */
export function checkRemovable(remove: readonly string[], present: { has(name: string): boolean }): void {
  const missing = remove.filter((name) => !present.has(name))
  if (missing.length > 0) throw invalidConfiguration(`Invalid config(s): ${missing.join(',')}`)
}
