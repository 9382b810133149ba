import { diagnostics } from '../report/diagnostics.ts'
import type { Fields, ObjectSchema, ResultType, Schema } from './schema.ts'

interface Described {
  readonly name: string
  readonly results?: readonly ResultType[]
}

const introduction = `# \`--json\`

Made by the build from the commands' own tables: change those.

With \`--json\` a command prints each result as a JSON object on a line of its own, and nothing else on stdout; \`kind\` says what it is.
On stderr each line is an object too: \`error\`, \`warning\`, \`log\`, and with \`--explain\` \`request\` and \`zookeeper\`.
The exit code is the same as without. A call for \`--help\` or \`--version\` is answered as without \`--json\`.

\`COMMAND --json-schema\` prints the JSON Schema (2020-12) of the lines on stdout; that of a line on stderr is in it as \`$defs.stderr\`.

- Every member is always there. \`null\`: not known, or nothing of the kind.
- A whole number of 64 bits (*long*) is a number up to ±(2^53 − 1), which every JSON reader keeps; beyond that it is a string of its digits.
- Times are milliseconds since 1970, in UTC; durations (\`…Ms\`, \`milliseconds\`) milliseconds; sizes bytes.
- New members and new kinds may come; what is there keeps its name and its type.
`

/** docs/json.md: what each command prints with `--json`. */
export function renderJsonReference(commands: readonly Described[]): string {
  const sections = commands.flatMap(({ name, results = [] }) =>
    results.length === 0 ? [] : [`\n## ${name}\n`, ...results.map((type) => table(`\`${type.kind}\``, type))],
  )
  const stderr = diagnostics.map((type) => table(`\`${Object.keys(type.fields).join(', ')}\``, type))
  return [introduction, '\n## On stderr\n', ...stderr, ...sections].join('')
}

function table(title: string, { about, fields }: ObjectSchema): string {
  const rows = rowsOf(fields, '')
  return `\n### ${title}\n\n${about}\n\n| member | type | |\n|---|---|---|\n${rows.join('')}`
}

function rowsOf(fields: Fields, prefix: string): string[] {
  return Object.entries(fields).flatMap(([name, schema]) => {
    const inner = objectWithin(schema)
    const row = `| \`${prefix}${name}\` | ${typeText(schema)} | ${cell(schema.about)} |\n`
    return [row, ...(inner === undefined ? [] : rowsOf(inner.fields, `${prefix}${name}.`))]
  })
}

const cell = (text: string) => text.replaceAll('|', '\\|')

function objectWithin(schema: Schema): ObjectSchema | undefined {
  if (schema.type === 'object') return schema
  return 'of' in schema ? objectWithin(schema.of) : undefined
}

function typeText(schema: Schema): string {
  switch (schema.type) {
    case 'nullable':
      return `${typeText(schema.of)} or null`
    case 'list':
      return `list of ${typeText(schema.of)}`
    case 'map':
      return `object of ${typeText(schema.of)} by name`
    case 'string':
      return schema.choices === undefined ? 'string' : schema.choices.map((choice) => `\`${choice}\``).join(', ')
    default:
      return schema.type
  }
}
