import { diagnostics } from '../report/diagnostics.ts'
import type { ObjectSchema, ResultType, Schema } from './schema.ts'

type Json = Readonly<Record<string, unknown>>

/** The JSON Schema (2020-12) of a line on the command's stdout; that of a line on stderr is in it as `$defs.stderr`. */
export function jsonSchema(command: { readonly name: string; readonly results: readonly ResultType[] }): Json {
  const { name, results } = command
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `A line that ${name} --json prints`,
    ...linesOf(results),
    $defs: {
      ...Object.fromEntries(results.map((type) => [type.kind, resultSchema(type)])),
      stderr: { description: 'A line on stderr.', oneOf: diagnostics.map(objectSchema) },
    },
  }
}

/** A command without results prints no line. */
function linesOf(results: readonly ResultType[]): Json {
  return results.length === 0 ? { not: {} } : { oneOf: results.map(({ kind }) => ({ $ref: `#/$defs/${kind}` })) }
}

function resultSchema(type: ResultType): Json {
  const { properties, ...schema } = objectSchema(type)
  return {
    ...schema,
    properties: { kind: { const: type.kind }, ...properties },
    required: ['kind', ...Object.keys(type.fields)],
  }
}

function objectSchema({ about, fields }: ObjectSchema) {
  return {
    type: 'object',
    ...description(about),
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)])),
    required: Object.keys(fields),
    additionalProperties: false,
  }
}

function schemaOf(schema: Schema): Json {
  const about = description(schema.about)
  switch (schema.type) {
    case 'object':
      return objectSchema(schema)
    case 'list':
      return { type: 'array', ...about, items: schemaOf(schema.of) }
    case 'map':
      return { type: 'object', ...about, additionalProperties: schemaOf(schema.of) }
    case 'nullable':
      return { ...about, anyOf: [schemaOf(schema.of), { type: 'null' }] }
    case 'long':
      return { ...about, anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^-?[0-9]{16,}$' }] }
    case 'string':
      return { type: 'string', ...about, ...(schema.choices && { enum: schema.choices }) }
    default:
      return { type: schema.type, ...about }
  }
}

const description = (about: string) => (about === '' ? {} : { description: about })
