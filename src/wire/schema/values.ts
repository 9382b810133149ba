import { UnsupportedVersionError } from './errors.ts'
import type { Field, FieldType } from './fields.ts'
import { defaultOf } from './layout.ts'

/** Whether a value given for a field, or none, is the field's default. */
export function isDefault(value: unknown, field: Field): boolean {
  return value === undefined || isSame(value, defaultOf(field), field.type)
}

function isSame(value: unknown, other: unknown, type: FieldType): boolean {
  if (value === other) return true
  if (value === null || other === null) return false
  if (type.kind === 'array') return isEmpty(value) && isEmpty(other)
  if (type.kind === 'bytes') return isEmpty(value) && isEmpty(other)
  if (type.kind !== 'struct' || typeof value !== 'object') return false
  for (const [name, field] of Object.entries(type.fields)) if (!isDefault(Reflect.get(value, name), field)) return false
  return true
}

/** Defaults of lists and bytes are null or empty, nothing else. */
function isEmpty(value: unknown): boolean {
  return (Array.isArray(value) || value instanceof Uint8Array) && value.length === 0
}

export function unexpected(value: unknown, expected: string): TypeError {
  return new TypeError(`${expected} expected, not ${value === null ? 'null' : typeof value}`)
}

export function nonNull(value: unknown, name: string): void {
  if (value === null) throw new TypeError(`${name} may not be null`)
}

export function notInVersion(name: string, version: number): UnsupportedVersionError {
  return new UnsupportedVersionError(`Attempted to write a non-default ${name} at version ${version}`)
}
