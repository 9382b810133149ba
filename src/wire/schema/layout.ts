import type { Field, Fields, FieldType } from './fields.ts'
import { fixedSize, isFixed, zeroUuid } from './fixed.ts'
import type { JuteRecord, Message } from './message.ts'

/** How lengths are written: Kafka's int16/int32, its compact varints with tagged fields, or jute's int32. */
export type Dialect = 'plain' | 'flexible' | 'jute'

/** A declaration as one version has it. */
export interface Layout {
  readonly name: string
  readonly version: number
  readonly dialect: Dialect
  readonly fields: Fields
}

export function messageLayout(message: Message, version: number): Layout {
  const dialect = version >= message.flexibleFrom ? 'flexible' : 'plain'
  return { name: `${message.name} v${version}`, version, dialect, fields: message.fields }
}

export function juteLayout(record: JuteRecord): Layout {
  return { name: record.name, version: 0, dialect: 'jute', fields: record.fields }
}

export function isPresent({ options }: Field, version: number): boolean {
  return version >= (options.since ?? 0) && version <= (options.until ?? Number.POSITIVE_INFINITY)
}

export function isNullable({ options }: Field, version: number): boolean {
  return options.nullable === true || (options.nullable !== undefined && version >= options.nullable)
}

export function dialectOf(field: Field, dialect: Dialect): Dialect {
  return field.options.flexible === false ? 'plain' : dialect
}

export interface PlacedField {
  readonly name: string
  readonly field: Field
}

/** The fields that `version` has, in the order of the wire, without the tagged ones. */
export function plainFields(fields: Fields, version: number): PlacedField[] {
  return placed(fields).filter(({ field }) => isPresent(field, version) && field.options.tag === undefined)
}

/** The tagged fields that `version` has, by ascending tag. */
export function taggedFields(fields: Fields, version: number): (PlacedField & { readonly tag: number })[] {
  return placed(fields)
    .flatMap(({ name, field }) => (field.options.tag === undefined ? [] : [{ name, field, tag: field.options.tag }]))
    .filter(({ field }) => isPresent(field, version))
    .sort((a, b) => a.tag - b.tag)
}

export function absentFields(fields: Fields, version: number): PlacedField[] {
  return placed(fields).filter(({ field }) => !isPresent(field, version))
}

function placed(fields: Fields): PlacedField[] {
  return Object.entries(fields).map(([name, field]) => ({ name, field }))
}

/** The fewest bytes that a value of this type can take. */
export function minimumSize(type: FieldType, version: number, dialect: Dialect): number {
  if (type.kind === 'struct') {
    let size = dialect === 'flexible' ? 1 : 0
    for (const { field } of plainFields(type.fields, version)) size += minimumSize(field.type, version, dialect)
    return size
  }
  if (type.kind === 'array') return dialect === 'flexible' ? 1 : 4
  if (isFixed(type)) return fixedSize[type.kind]
  if (dialect === 'flexible') return 1
  return type.kind === 'string' && dialect === 'plain' ? 2 : 4
}

/** A new copy of a field's default, explicit or its type's own. */
export function defaultOf(field: Field): unknown {
  return field.options.default === undefined ? zeroOf(field.type) : field.options.default
}

function zeroOf(type: FieldType): unknown {
  switch (type.kind) {
    case 'boolean':
      return false
    case 'string':
      return ''
    case 'uuid':
      return zeroUuid
    case 'bytes':
      return Buffer.alloc(0)
    case 'records':
      return null
    case 'array':
      return []
    case 'int64big':
      return 0n
    case 'struct':
      return Object.fromEntries(placed(type.fields).map(({ name, field }) => [name, defaultOf(field)]))
    default:
      return 0
  }
}

/** The fields one after the other, those of fixed size that follow each other in one group: one check of the bounds does for all. */
export function inRuns(fields: readonly PlacedField[]): PlacedField[][] {
  const runs: PlacedField[][] = []
  let fixedRun: PlacedField[] | undefined
  for (const placed of fields) {
    if (!isFixed(placed.field.type)) fixedRun = undefined
    if (fixedRun !== undefined) {
      fixedRun.push(placed)
      continue
    }
    const run = [placed]
    runs.push(run)
    if (isFixed(placed.field.type)) fixedRun = run
  }
  return runs
}
