import type { Field, Fields, FieldType } from './fields.ts'
import { fixedSize, isFixed, put } from './fixed.ts'
import {
  absentFields,
  type Dialect,
  defaultOf,
  dialectOf,
  inRuns,
  isNullable,
  type Layout,
  type PlacedField,
  plainFields,
  taggedFields,
} from './layout.ts'
import type { Encode } from './plain-encoder.ts'
import { literal, Source } from './source.ts'
import { isDefault, nonNull, notInVersion } from './values.ts'

/** An encoder written as JavaScript for this one version and compiled: see `compiledDecoder`. */
export function compiledEncoder(layout: Layout): Encode {
  const source = new Source()
  for (const [kind, write] of Object.entries(put)) source.bind(`put_${kind}`, write)
  source.bind('isDefault', isDefault)
  source.bind('notInVersion', notInVersion)
  source.bind('nonNull', nonNull)
  const entry = new EncoderText(source, layout.version).struct(layout.fields, layout.dialect)
  return source.build<Encode>(entry)
}

class EncoderText {
  private readonly source: Source
  private readonly version: number

  constructor(source: Source, version: number) {
    this.source = source
    this.version = version
  }

  /** Defines the function that writes such a struct, and returns its name. */
  struct(fields: Fields, dialect: Dialect): string {
    const lines = [
      ...absentFields(fields, this.version).flatMap((placed) => this.refusal(placed)),
      ...inRuns(plainFields(fields, this.version)).flatMap((run) => this.run(run, dialect)),
      ...(dialect === 'flexible' ? this.tagged(fields) : []),
    ]
    return this.source.define('struct', 'w, v', lines.join('\n'))
  }

  private refusal({ name, field }: PlacedField): string[] {
    if (field.options.ignorable !== undefined) return []
    return [`if (${this.differs(name, field)}) throw notInVersion('${name}', ${this.version})`]
  }

  /** An expression that is true when the field has a value other than its default. */
  private differs(name: string, field: Field): string {
    const declaration = this.source.bind(this.source.name('field'), field)
    return `v.${name} !== undefined && !isDefault(v.${name}, ${declaration})`
  }

  private run(run: readonly PlacedField[], dialect: Dialect): string[] {
    let size = 0
    const at = this.source.name('at')
    const puts = run.flatMap(({ name, field }) => {
      if (!isFixed(field.type)) return []
      const line = `put_${field.type.kind}(w.bytes, ${at} + ${size}, ${orDefault(name, field)})`
      size += fixedSize[field.type.kind]
      return [line]
    })
    if (puts.length > 0) return [`const ${at} = w.room(${size})`, ...puts]
    return run.flatMap(({ name, field }) => this.field(name, field, dialect))
  }

  private tagged(fields: Fields): string[] {
    const known = taggedFields(fields, this.version)
    if (known.length === 0) return ['w.unsignedVarint(0)']
    return [
      ...known.map(({ name, field }) => `const has_${name} = ${this.differs(name, field)}`),
      `w.unsignedVarint(${known.map(({ name }) => `(has_${name} ? 1 : 0)`).join(' + ')})`,
      ...known.flatMap(({ name, field, tag }) => [
        `if (has_${name}) {`,
        `const opened = w.openTag(${tag})`,
        ...this.field(name, field, 'flexible'),
        'w.closeTag(opened)',
        '}',
      ]),
    ]
  }

  private field(name: string, field: Field, structDialect: Dialect): string[] {
    const dialect = dialectOf(field, structDialect)
    const nullable = isNullable(field, this.version)
    const variable = this.source.name('value')
    const value = `const ${variable} = ${orDefault(name, field)}`
    const write = this.value(field.type, dialect, variable)
    if (!nullable) return [value, `nonNull(${variable}, '${name}')`, write]
    if (field.type.kind !== 'struct') return [value, write]
    return [value, `w.int8(${variable} === null ? -1 : 1)`, `if (${variable} !== null) ${write}`]
  }

  /** A statement that writes the value of an expression. */
  private value(type: FieldType, dialect: Dialect, expression: string): string {
    switch (type.kind) {
      case 'struct':
        return `${this.struct(type.fields, dialect)}(w, ${expression})`
      case 'array':
        return `${this.array(type.element, dialect)}(w, ${expression})`
      case 'string':
        return `w.${stringMethod[dialect]}(${expression})`
      case 'bytes':
        return dialect === 'flexible' ? `w.compactData(${expression})` : `w.data(${expression})`
      case 'records':
        return dialect === 'flexible' ? `w.compactRecords(${expression})` : `w.records(${expression})`
      default:
        return `w.${type.kind}(${expression})`
    }
  }

  private array(element: FieldType, dialect: Dialect): string {
    const length =
      dialect === 'flexible'
        ? 'w.unsignedVarint(list === null ? 0 : list.length + 1)'
        : 'w.int32(list === null ? -1 : list.length)'
    const lines = [length, 'if (list === null) return', ...this.elements(element, dialect)]
    return this.source.define('array', 'w, list', lines.join('\n'))
  }

  private elements(element: FieldType, dialect: Dialect): string[] {
    if (!isFixed(element)) return [`for (let i = 0; i < list.length; i++) ${this.value(element, dialect, 'list[i]')}`]
    const size = fixedSize[element.kind]
    return [
      `const at = w.room(list.length * ${size}), bytes = w.bytes`,
      `for (let i = 0; i < list.length; i++) put_${element.kind}(bytes, at + i * ${size}, list[i])`,
    ]
  }
}

function orDefault(name: string, field: Field): string {
  return `v.${name} === undefined ? ${literal(defaultOf(field))} : v.${name}`
}

const stringMethod: { readonly [D in Dialect]: string } = {
  plain: 'string',
  flexible: 'compactString',
  jute: 'juteString',
}
