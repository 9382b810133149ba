import { readJar } from './jar.ts'

/** A message as Kafka's JSON defines it. */
export interface Definition {
  readonly name: string
  readonly type: string
  readonly apiKey?: number
  readonly validVersions: string
  readonly flexibleVersions: string
  readonly listeners?: readonly string[]
  readonly latestVersionUnstable?: boolean
  readonly fields: readonly FieldDefinition[]
  readonly commonStructs?: readonly { readonly name: string; readonly fields: readonly FieldDefinition[] }[]
}

interface FieldDefinition {
  readonly name: string
  readonly type: string
  readonly versions: string
  readonly nullableVersions?: string
  readonly taggedVersions?: string
  readonly flexibleVersions?: string
  readonly tag?: number | string
  readonly default?: string | number | boolean | null
  readonly ignorable?: boolean
  readonly fields?: readonly FieldDefinition[]
}

/** One field as one version has it, in a form that definitions and declarations share. */
export interface FieldAt {
  readonly name: string
  readonly type: string
  readonly nullable: boolean
  readonly default: unknown
  readonly ignorable: boolean
  readonly tag: number | undefined
  readonly flexible: boolean
  readonly fields?: readonly FieldAt[]
}

/** The fields of a version in the order of the wire, tagged ones included, and those that it lacks. */
export interface StructAt {
  readonly flexible: boolean
  readonly present: readonly FieldAt[]
  readonly absent: readonly string[]
}

export function definitionsIn(jar: string): Definition[] {
  return [...readJar(jar, (name) => /^common\/(?:message|metadata)\/.*\.json$/.test(name)).values()].map(parse)
}

/** Kafka's JSON has comments. */
function parse(text: string): Definition {
  return JSON.parse(text.replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*/g, (_, string) => string ?? ''))
}

export function range(versions: string): [first: number, last: number] {
  if (versions === 'none') return [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  const [first = '', last = first] = versions.split('-')
  return [Number.parseInt(first, 10), first.endsWith('+') ? Number.POSITIVE_INFINITY : Number.parseInt(last, 10)]
}

function covers(versions: string, version: number): boolean {
  const [first, last] = range(versions)
  return version >= first && version <= last
}

export function definedAt(definition: Definition, version: number): StructAt {
  const common = new Map(definition.commonStructs?.map(({ name, fields }) => [name, fields]))
  const structAt = (fields: readonly FieldDefinition[]): readonly FieldAt[] =>
    fields.filter(({ versions }) => covers(versions, version)).map((field) => fieldAt(field))
  const fieldAt = (field: FieldDefinition): FieldAt => {
    const struct = field.fields ?? common.get(field.type.replace('[]', ''))
    return {
      name: lowerFirst(field.name),
      type: struct === undefined ? field.type : field.type.replace(/[A-Z]\w*/, 'struct'),
      nullable: covers(field.nullableVersions ?? 'none', version),
      default: defaultOf(field),
      ignorable: field.ignorable ?? false,
      tag: field.tag === undefined ? undefined : Number(field.tag),
      flexible: field.flexibleVersions === undefined || covers(field.flexibleVersions, version),
      ...(struct === undefined ? {} : { fields: structAt(struct) }),
    }
  }
  return {
    flexible: covers(definition.flexibleVersions, version),
    present: structAt(definition.fields),
    absent: definition.fields.filter(({ versions }) => !covers(versions, version)).map(({ name }) => lowerFirst(name)),
  }
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1)
}

/** The default as a value; `zero` where the type's own applies. */
function defaultOf({ type, default: given }: FieldDefinition): unknown {
  if (given === undefined) return 'zero'
  if (given === 'null' || given === null) return null
  if (type === 'string') return given === '' ? 'zero' : given
  if (type === 'bool') return String(given) === 'true' ? true : 'zero'
  return Number(given) === 0 ? 'zero' : Number(given)
}
