import { MalformedError } from './errors.ts'
import type { Field, Fields, FieldType } from './fields.ts'
import {
  absentFields,
  type Dialect,
  defaultOf,
  dialectOf,
  isNullable,
  type Layout,
  minimumSize,
  plainFields,
  taggedFields,
} from './layout.ts'
import type { Reader } from './reader.ts'

/** Takes one value off the wire. */
export type Decode = (reader: Reader) => unknown

/**
 * A decoder made of closures, one a field: slower than the compiled one, and simple enough to be held against it.
 * It also serves where Node runs with code generation switched off.
 */
export function plainDecoder(layout: Layout): Decode {
  return structDecoder(layout.fields, layout.version, layout.dialect)
}

function structDecoder(fields: Fields, version: number, dialect: Dialect): Decode {
  const plain = plainFields(fields, version).map(({ name, field }) => ({
    name,
    read: fieldDecoder(name, field, version, dialect),
  }))
  const tagged = taggedFields(fields, version).map(({ name, field, tag }) => {
    return { name, field, tag, read: fieldDecoder(name, field, version, dialect) }
  })
  const absent = absentFields(fields, version)
  const names = Object.keys(fields)
  return (reader) => {
    const value = new Map<string, unknown>()
    for (const { name, field } of absent) value.set(name, defaultOf(field))
    for (const { name, read } of plain) value.set(name, read(reader))
    for (const { name, field } of tagged) value.set(name, defaultOf(field))
    if (dialect === 'flexible') readTagged(reader, tagged, value)
    return Object.fromEntries(names.map((name) => [name, value.get(name)]))
  }
}

interface TaggedDecoder {
  readonly name: string
  readonly tag: number
  readonly read: Decode
}

function readTagged(reader: Reader, known: readonly TaggedDecoder[], value: Map<string, unknown>): void {
  for (let count = reader.unsignedVarint(); count > 0; count--) {
    const tag = reader.unsignedVarint()
    const size = reader.unsignedVarint()
    const start = reader.take(size)
    const field = known.find((candidate) => candidate.tag === tag)
    if (field === undefined) continue
    reader.at = start
    value.set(field.name, field.read(reader))
    reader.tagEnd(start + size)
  }
}

function fieldDecoder(name: string, field: Field, version: number, structDialect: Dialect): Decode {
  const dialect = dialectOf(field, structDialect)
  const nullable = isNullable(field, version)
  if (field.type.kind === 'struct') return structFieldDecoder(field.type.fields, nullable, version, dialect)
  const read = typeDecoder(field.type, version, dialect)
  if (nullable) return read
  return (reader) => {
    const value = read(reader)
    if (value === null) throw new MalformedError(`${name} is null`)
    return value
  }
}

/** A nullable struct comes after a byte that says whether it is there. */
function structFieldDecoder(fields: Fields, nullable: boolean, version: number, dialect: Dialect): Decode {
  const read = structDecoder(fields, version, dialect)
  return nullable ? (reader) => (reader.int8() < 0 ? null : read(reader)) : read
}

function typeDecoder(type: FieldType, version: number, dialect: Dialect): Decode {
  switch (type.kind) {
    case 'struct':
      return structDecoder(type.fields, version, dialect)
    case 'array':
      return arrayDecoder(type.element, version, dialect)
    case 'string': {
      const length = stringLength[dialect]
      return (reader) => reader.text(length(reader))
    }
    case 'bytes': {
      const length = dataLength[dialect]
      return (reader) => reader.copy(length(reader))
    }
    case 'records': {
      const length = dataLength[dialect]
      return (reader) => reader.view(length(reader))
    }
    default: {
      const { kind } = type
      return (reader) => reader[kind]()
    }
  }
}

function arrayDecoder(elementType: FieldType, version: number, dialect: Dialect): Decode {
  const length = dataLength[dialect]
  const element = elementDecoder(elementType, version, dialect)
  const minimum = Math.max(1, minimumSize(elementType, version, dialect))
  return (reader) => {
    const count = reader.elements(length(reader), minimum)
    if (count < 0) return null
    return Array.from({ length: count }, () => element(reader))
  }
}

function elementDecoder(type: FieldType, version: number, dialect: Dialect): Decode {
  const read = typeDecoder(type, version, dialect)
  return (reader) => {
    const value = read(reader)
    if (value === null) throw new MalformedError('an element is null')
    return value
  }
}

type ReadLength = (reader: Reader) => number

const stringLength: { readonly [D in Dialect]: ReadLength } = {
  plain: (reader) => reader.int16(),
  flexible: (reader) => reader.compactLength(),
  jute: (reader) => reader.juteLength(),
}

const dataLength: { readonly [D in Dialect]: ReadLength } = {
  plain: (reader) => reader.int32(),
  flexible: (reader) => reader.compactLength(),
  jute: (reader) => reader.juteLength(),
}
