import type { Records } from './chunk.ts'
import type { Field, Fields, FieldType } from './fields.ts'
import {
  absentFields,
  type Dialect,
  defaultOf,
  dialectOf,
  isNullable,
  type Layout,
  plainFields,
  taggedFields,
} from './layout.ts'
import { isDefault, nonNull, notInVersion, unexpected } from './values.ts'
import type { Writer } from './writer.ts'

/** Puts one value onto the wire. */
export type Encode = (writer: Writer, value: unknown) => void

/** An encoder made of closures: see `plainDecoder`. */
export function plainEncoder(layout: Layout): Encode {
  return structEncoder(layout.fields, layout.version, layout.dialect)
}

type Struct = { readonly [name: string]: unknown }
type FieldEncode = (writer: Writer, struct: Struct) => void

function structEncoder(fields: Fields, version: number, dialect: Dialect): Encode {
  const steps: FieldEncode[] = [
    ...absentFields(fields, version)
      .filter(({ field }) => field.options.ignorable === undefined)
      .map(({ name, field }) => refuser(name, field, version)),
    ...plainFields(fields, version).map(({ name, field }) => fieldEncoder(name, field, version, dialect)),
  ]
  if (dialect === 'flexible') steps.push(taggedEncoder(fields, version))
  return (writer, value) => {
    if (!isStruct(value)) throw unexpected(value, 'an object')
    for (const step of steps) step(writer, value)
  }
}

function refuser(name: string, field: Field, version: number): FieldEncode {
  return (_, struct) => {
    if (!isDefault(struct[name], field)) throw notInVersion(name, version)
  }
}

function fieldEncoder(name: string, field: Field, version: number, structDialect: Dialect): FieldEncode {
  const write = valueEncoder(name, field, version, structDialect)
  return (writer, struct) => {
    const value = struct[name]
    write(writer, value === undefined ? defaultOf(field) : value)
  }
}

function valueEncoder(name: string, field: Field, version: number, structDialect: Dialect): Encode {
  const dialect = dialectOf(field, structDialect)
  const nullable = isNullable(field, version)
  const write = typeEncoder(field.type, version, dialect)
  if (!nullable) {
    return (writer, value) => {
      nonNull(value, name)
      write(writer, value)
    }
  }
  if (field.type.kind !== 'struct') return write
  return (writer, value) => {
    writer.int8(value === null ? -1 : 1)
    if (value !== null) write(writer, value)
  }
}

function taggedEncoder(fields: Fields, version: number): FieldEncode {
  const tagged = taggedFields(fields, version).map(({ name, field, tag }) => {
    return { name, field, tag, write: valueEncoder(name, field, version, 'flexible') }
  })
  return (writer, struct) => {
    const present = tagged.filter(({ name, field }) => !isDefault(struct[name], field))
    writer.unsignedVarint(present.length)
    for (const { name, tag, write } of present) {
      const opened = writer.openTag(tag)
      write(writer, struct[name])
      writer.closeTag(opened)
    }
  }
}

function typeEncoder(type: FieldType, version: number, dialect: Dialect): Encode {
  switch (type.kind) {
    case 'struct':
      return structEncoder(type.fields, version, dialect)
    case 'array':
      return arrayEncoder(type.element, version, dialect)
    case 'string':
      return stringEncoder(dialect)
    case 'bytes':
      return bytesEncoder(dialect)
    case 'records':
      return recordsEncoder(dialect)
    case 'uuid':
      return (writer, value) => writer.uuid(expectString(value))
    case 'boolean':
      return (writer, value) => writer.boolean(expectBoolean(value))
    case 'int64big':
      return (writer, value) => writer.int64big(expectBigint(value))
    default: {
      const { kind } = type
      return (writer, value) => writer[kind](expectNumber(value))
    }
  }
}

function arrayEncoder(elementType: FieldType, version: number, dialect: Dialect): Encode {
  const element = typeEncoder(elementType, version, dialect)
  const length = writeLength[dialect]
  return (writer, value) => {
    if (value !== null && !Array.isArray(value)) throw unexpected(value, 'a list')
    length(writer, value === null ? -1 : value.length)
    for (const item of value ?? []) element(writer, item)
  }
}

function stringEncoder(dialect: Dialect): Encode {
  if (dialect === 'flexible') return (writer, value) => writer.compactString(expectText(value))
  if (dialect === 'plain') return (writer, value) => writer.string(expectText(value))
  return (writer, value) => writer.juteString(expectText(value))
}

function bytesEncoder(dialect: Dialect): Encode {
  if (dialect === 'flexible') return (writer, value) => writer.compactData(expectBytes(value))
  return (writer, value) => writer.data(expectBytes(value))
}

function recordsEncoder(dialect: Dialect): Encode {
  if (dialect === 'flexible') return (writer, value) => writer.compactRecords(expectRecords(value))
  return (writer, value) => writer.records(expectRecords(value))
}

const writeLength: { readonly [D in Dialect]: (writer: Writer, length: number) => void } = {
  plain: (writer, length) => writer.int32(length),
  flexible: (writer, length) => writer.unsignedVarint(length + 1),
  jute: (writer, length) => writer.int32(length),
}

function isStruct(value: unknown): value is Struct {
  return typeof value === 'object' && value !== null
}

function expectNumber(value: unknown): number {
  if (typeof value !== 'number') throw unexpected(value, 'a number')
  return value
}

function expectBigint(value: unknown): bigint {
  if (typeof value !== 'bigint') throw unexpected(value, 'a bigint')
  return value
}

function expectBoolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw unexpected(value, 'a boolean')
  return value
}

function expectString(value: unknown): string {
  if (typeof value !== 'string') throw unexpected(value, 'a string')
  return value
}

function expectText(value: unknown): string | null {
  return value === null ? null : expectString(value)
}

function expectBytes(value: unknown): Uint8Array | null {
  if (value !== null && !(value instanceof Uint8Array)) throw unexpected(value, 'bytes')
  return value
}

function expectRecords(value: unknown): Records | null {
  if (value === null || isRecords(value)) return value
  throw unexpected(value, 'records')
}

function isRecords(value: unknown): value is Records {
  if (Array.isArray(value)) return value.every((piece) => isRecords(piece))
  return value instanceof Uint8Array || (typeof value === 'object' && value !== null && 'file' in value)
}
