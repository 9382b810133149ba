import type { Field, Fields, FieldType, Message } from '../../../src/wire/schema/index.ts'
import type { FieldAt, StructAt } from './definitions.ts'

/** What our declaration says of a version, in the form of `definedAt`. Reads the declaration only, not the codecs. */
export function declaredAt(message: Message, version: number): StructAt {
  return {
    flexible: version >= message.flexibleFrom,
    present: structAt(message.fields, version),
    absent: Object.keys(message.fields).filter((name) => !isIn(message.fields[name], version)),
  }
}

function structAt(fields: Fields, version: number): readonly FieldAt[] {
  return Object.entries(fields)
    .filter(([, field]) => isIn(field, version))
    .map(([name, field]) => fieldAt(name, field, version))
}

function isIn(field: Field | undefined, version: number): boolean {
  if (field === undefined) return false
  const { since = 0, until = Number.POSITIVE_INFINITY } = field.options
  return version >= since && version <= until
}

function fieldAt(name: string, { type, options }: Field, version: number): FieldAt {
  const struct = structOf(type)
  return {
    name,
    type: typeName(type),
    nullable: options.nullable === true || version >= (options.nullable ?? Number.POSITIVE_INFINITY),
    default: isZero(options.default) ? 'zero' : options.default,
    ignorable: options.ignorable ?? false,
    tag: options.tag,
    flexible: options.flexible ?? true,
    ...(struct === undefined ? {} : { fields: structAt(struct, version) }),
  }
}

function structOf(type: FieldType): Fields | undefined {
  if (type.kind === 'struct') return type.fields
  return type.kind === 'array' ? structOf(type.element) : undefined
}

function typeName(type: FieldType): string {
  if (type.kind === 'array') return `[]${typeName(type.element)}`
  return type.kind === 'boolean' ? 'bool' : type.kind
}

const zeroes: readonly unknown[] = [undefined, 0, '', false, 'AAAAAAAAAAAAAAAAAAAAAA']

function isZero(value: unknown): boolean {
  return zeroes.includes(value) || (Array.isArray(value) && value.length === 0)
}
