import type { Field, Fields, FieldType, Message } from '../../wire/schema/index.ts'
import { isPresent } from '../../wire/schema/layout.ts'

/** A decoded message as the JSON that Kafka's own converters make: tagged fields only where they say something. */
export function messageJson(message: Message, version: number, value: object): string {
  return structJson(message.fields, version, value)
}

function structJson(fields: Fields, version: number, struct: object): string {
  const values = new Map<string, unknown>(Object.entries(struct))
  const members = Object.entries(fields)
    .filter(([name, field]) => isPresent(field, version) && !isDefaultTag(field, values.get(name)))
    .map(([name, field]) => `${JSON.stringify(name)}:${valueJson(field.type, version, values.get(name))}`)
  return `{${members.join(',')}}`
}

function isDefaultTag({ type, options }: Field, value: unknown): boolean {
  if (options.tag === undefined) return false
  if (options.default !== undefined) return value === options.default
  if (type.kind === 'array') return Array.isArray(value) && value.length === 0
  return value === '' || value === 0 || value === false
}

function valueJson(type: FieldType, version: number, value: unknown): string {
  if (Array.isArray(value) && type.kind === 'array') {
    return `[${value.map((element) => valueJson(type.element, version, element)).join(',')}]`
  }
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`
  if (type.kind === 'struct' && typeof value === 'object' && value !== null) {
    return structJson(type.fields, version, value)
  }
  if (type.kind === 'float64' && Number.isInteger(value)) return `${value}.0`
  return JSON.stringify(value)
}
