import { hashOrder, javaMapSize } from '../../base/hash-order.ts'
import { encodeJson, JsonObject } from './json.ts'
import type { ConfigEntityType } from './paths.ts'

/** `/config/TYPE/NAME`: overrides, all as text, in the order of Java's Properties. */
export const encodeEntityConfig = (config: ReadonlyMap<string, string>): Buffer => {
  const inOrder = hashOrder([...config], ([name]) => name, javaMapSize)
  return encodeJson({ version: 1, config: Object.fromEntries(inOrder) })
}

export function decodeEntityConfig(data: Uint8Array): Map<string, string> {
  if (data.length === 0) return new Map()
  const config = JsonObject.parse(data).objectIfAny('config')
  return new Map(config.names().map((name) => [name, config.string(name)]))
}

/** `/config/changes/config_change_N`. */
export const encodeConfigChange = (entityPath: string): Buffer => encodeJson({ version: 2, entity_path: entityPath })

/** The changed entity's path below /config: `topics/T`, `users/U/clients/C`. Version 1 knew topics and clients only. */
export function decodeConfigChange(data: Uint8Array): string {
  const json = JsonObject.parse(data)
  if (json.number('version') !== 1) return json.string('entity_path')
  return `${json.string('entity_type')}/${json.string('entity_name')}`
}

/** Names in these paths are URL-encoded as Kafka's Sanitizer does. */
export function sanitizedName(name: string): string {
  return encodeURIComponent(name).replace(/[!'()*~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

export const desanitizedName = (name: string): string => decodeURIComponent(name)

/** Stands for all of a type, unencoded: an entity that is really called so gets another name by the encoding. */
export const defaultEntity = '<default>'

export const entityPath = (type: ConfigEntityType, name: string): string => `${type}/${name}`
