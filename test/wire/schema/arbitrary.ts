import fc from 'fast-check'
import { type Field, type Fields, type FieldType, zeroUuid } from '../../../src/wire/schema/index.ts'
import { defaultOf, type Layout } from '../../../src/wire/schema/layout.ts'

/** Values that this layout can carry, with every field: what decoding gives. */
export function valuesOf({ fields, version }: Layout): fc.Arbitrary<object> {
  return structOf(fields, version)
}

function structOf(fields: Fields, version: number): fc.Arbitrary<object> {
  return fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldOf(field, version)])))
}

function fieldOf(field: Field, version: number): fc.Arbitrary<unknown> {
  const { since = 0, until = Number.POSITIVE_INFINITY, nullable = Number.POSITIVE_INFINITY, tag } = field.options
  if (version < since || version > until) return fc.constant(defaultOf(field))
  const value = typeOf(field.type, version)
  const usual = nullable === true || version >= nullable ? fc.option(value, { freq: 4 }) : value
  return tag === undefined ? usual : fc.oneof(fc.constant(defaultOf(field)), usual)
}

function typeOf(type: FieldType, version: number): fc.Arbitrary<unknown> {
  if (type.kind === 'struct') return structOf(type.fields, version)
  if (type.kind === 'array') return fc.array(typeOf(type.element, version), { maxLength: 3 })
  return primitives[type.kind]
}

const signed = (bits: number) => fc.integer({ min: -(2 ** (bits - 1)), max: 2 ** (bits - 1) - 1 })
const unsigned = (bits: number) => fc.integer({ min: 0, max: 2 ** bits - 1 })
const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Buffer.from(array))
const uuid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((array) => Buffer.from(array).toString('base64url'))

const primitives = {
  boolean: fc.boolean(),
  int8: signed(8),
  int16: signed(16),
  uint16: unsigned(16),
  int32: signed(32),
  int64: fc.maxSafeInteger().map((value) => value + 0),
  int64big: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  float64: fc.double({ noNaN: true }),
  uuid: fc.oneof(fc.constant(zeroUuid), uuid),
  string: fc.oneof(
    fc.string({ unit: 'binary-ascii', maxLength: 30 }),
    fc.string({ unit: 'binary', maxLength: 50 }),
    fc.integer({ min: 100, max: 200 }).map((length) => 'x'.repeat(length)),
  ),
  bytes,
  records: bytes,
}
