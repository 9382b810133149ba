import { MalformedError } from './errors.ts'
import type { Field, Fields, FieldType } from './fields.ts'
import { fixedSize, get, isFixed } from './fixed.ts'
import {
  absentFields,
  type Dialect,
  defaultOf,
  dialectOf,
  inRuns,
  isNullable,
  type Layout,
  minimumSize,
  type PlacedField,
  plainFields,
  taggedFields,
} from './layout.ts'
import type { Decode } from './plain-decoder.ts'
import { literal, Source } from './source.ts'

/**
 * A decoder written as JavaScript for this one version and compiled: one function a struct, the object made in one
 * literal, one check of the bounds for fields of fixed size that follow each other. It gives what `plainDecoder` gives.
 * Throws EvalError where Node forbids code generation.
 */
export function compiledDecoder(layout: Layout): Decode {
  const source = new Source()
  for (const [kind, read] of Object.entries(get)) source.bind(`get_${kind}`, read)
  source.bind('present', present)
  const entry = new DecoderText(source, layout.version).struct(layout.fields, layout.dialect)
  return source.build<Decode>(entry)
}

function present(value: unknown, name: string): unknown {
  if (value === null) throw new MalformedError(`${name} is null`)
  return value
}

class DecoderText {
  private readonly source: Source
  private readonly version: number

  constructor(source: Source, version: number) {
    this.source = source
    this.version = version
  }

  /** Defines the function that reads such a struct, and returns its name. */
  struct(fields: Fields, dialect: Dialect): string {
    const lines = [
      ...absentFields(fields, this.version).map(({ name, field }) => `const f_${name} = ${literal(defaultOf(field))}`),
      ...inRuns(plainFields(fields, this.version)).flatMap((run) => this.run(run, dialect)),
      ...(dialect === 'flexible' ? this.tagged(fields) : []),
      `return { ${Object.keys(fields)
        .map((name) => `${name}: f_${name}`)
        .join(', ')} }`,
    ]
    return this.source.define('struct', 'r', lines.join('\n'))
  }

  private run(run: readonly PlacedField[], dialect: Dialect): string[] {
    let size = 0
    const at = this.source.name('at')
    const values = run.flatMap(({ name, field: { type } }) => {
      if (!isFixed(type)) return []
      const value = `const f_${name} = get_${type.kind}(r.bytes, ${at} + ${size})`
      size += fixedSize[type.kind]
      return [value]
    })
    if (values.length > 0) return [`const ${at} = r.take(${size})`, ...values]
    return run.map(({ name, field }) => `const f_${name} = ${this.field(name, field, dialect)}`)
  }

  private tagged(fields: Fields): string[] {
    const known = taggedFields(fields, this.version)
    if (known.length === 0) return ['r.skipTagged()']
    return [
      ...known.map(({ name, field }) => `let f_${name} = ${literal(defaultOf(field))}`),
      'for (let count = r.unsignedVarint(); count > 0; count--) {',
      'const tag = r.unsignedVarint(), size = r.unsignedVarint(), end = r.take(size) + size',
      'switch (tag) {',
      ...known.map(({ name, field, tag }) => {
        return `case ${tag}: r.at = end - size; f_${name} = ${this.field(name, field, 'flexible')}; r.tagEnd(end); break`
      }),
      '} }',
    ]
  }

  /** An expression that reads the field. */
  private field(name: string, field: Field, structDialect: Dialect): string {
    const dialect = dialectOf(field, structDialect)
    const nullable = isNullable(field, this.version)
    const read = this.value(field.type, dialect)
    if (field.type.kind === 'struct') return nullable ? `(r.int8() < 0 ? null : ${read})` : read
    return nullable || isFixed(field.type) ? read : `present(${read}, '${name}')`
  }

  private value(type: FieldType, dialect: Dialect): string {
    switch (type.kind) {
      case 'struct':
        return `${this.struct(type.fields, dialect)}(r)`
      case 'array':
        return `${this.array(type.element, dialect)}(r)`
      case 'string':
        return `r.text(${stringLength[dialect]})`
      case 'bytes':
        return `r.copy(${dataLength[dialect]})`
      case 'records':
        return `r.view(${dataLength[dialect]})`
      default:
        return `r.${type.kind}()`
    }
  }

  private array(element: FieldType, dialect: Dialect): string {
    const minimum = Math.max(1, minimumSize(element, this.version, dialect))
    const lines = [
      `const count = r.elements(${dataLength[dialect]}, ${minimum})`,
      'if (count < 0) return null',
      'const list = []',
      ...this.elements(element, dialect),
      'return list',
    ]
    return this.source.define('array', 'r', lines.join('\n'))
  }

  private elements(element: FieldType, dialect: Dialect): string[] {
    if (isFixed(element)) {
      const size = fixedSize[element.kind]
      return [
        `const at = r.take(count * ${size}), bytes = r.bytes`,
        `for (let i = 0; i < count; i++) list.push(get_${element.kind}(bytes, at + i * ${size}))`,
      ]
    }
    const read = this.value(element, dialect)
    const value = element.kind === 'struct' ? read : `present(${read}, 'an element')`
    return [`for (let i = 0; i < count; i++) list.push(${value})`]
  }
}

const stringLength: { readonly [D in Dialect]: string } = {
  plain: 'r.int16()',
  flexible: 'r.compactLength()',
  jute: 'r.juteLength()',
}

const dataLength: { readonly [D in Dialect]: string } = {
  plain: 'r.int32()',
  flexible: 'r.compactLength()',
  jute: 'r.juteLength()',
}
