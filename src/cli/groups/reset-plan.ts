import type { PartitionOffset } from '../../client/admin/group-offsets.ts'
import { ClientError } from '../../client/errors.ts'

/**
 * The CSV that `--export` prints and `--from-file` reads: `topic,partition,offset` for one group,
 * `group,topic,partition,offset` for several.
 */
export function formatPlan(plan: ReadonlyMap<string, readonly PartitionOffset[]>, singleGroup: boolean): string {
  const lines = [...plan].flatMap(([group, offsets]) =>
    offsets.map(({ topic, partition, offset }) => {
      const names = singleGroup ? [topic] : [group, topic]
      return `${[...names.map(quoted), partition, offset].join(',')}\n`
    }),
  )
  return lines.join('')
}

/** As the CSV writer that Kafka uses decides it: quotes around what is long or has a character that sorts before `-`. */
function quoted(text: string): string {
  const plain = text.length <= 24 && [...text].every((character) => character >= '-' && character !== '\\')
  return plain ? text : `"${text.replaceAll('"', '""')}"`
}

/**
 * The offsets by group. Columns that are missing at a line's end count as empty or 0, as Kafka's reader has it.
 * @throws ClientError when there are no lines, when one has a column too many, or a word for a number
 */
export function parsePlan(text: string, groups: readonly string[]): Map<string, PartitionOffset[]> {
  if (text.trim() === '')
    throw malformed('databind.exc.MismatchedInputException', 'No content to map due to end-of-input')
  const rows = text.replace(/\n+$/, '').split('\n').map(parseCsvLine)
  const [group] = groups
  const withoutGroup = groups.length === 1 && isPlainRow(rows[0] ?? [])
  const plan = new Map<string, PartitionOffset[]>()
  for (const row of rows) {
    const [groupId = '', topic = '', partition, offset] = checked(withoutGroup ? [group ?? '', ...row] : row)
    const entry = { topic, partition: toNumber(partition), offset: toNumber(offset) }
    plan.set(groupId, [...(plan.get(groupId) ?? []), entry])
  }
  return plan
}

const isNumber = (text: string | undefined) => text === undefined || /^\s*([+-]?\d+)?\s*$/.test(text)

/** `topic,partition,offset` */
function isPlainRow(row: readonly string[]): boolean {
  return row.length <= 3 && isNumber(row[1]) && isNumber(row[2])
}

function checked(row: readonly string[]): readonly string[] {
  if (row.length > 4) {
    const surplus = `value #4 (${row[4]?.length ?? 0} chars) "${row[4]}"`
    throw malformed('dataformat.csv.CsvReadException', `Too many entries: expected at most 4 (${surplus})`)
  }
  for (const [column, type] of numbers) {
    const cell = row[column]
    if (isNumber(cell)) continue
    const message = `Cannot deserialize value of type \`${type}\` from String "${cell}": not a valid \`${type}\` value`
    throw malformed('databind.exc.InvalidFormatException', message)
  }
  return row
}

/** The columns of partition and offset. */
const numbers = [
  [2, 'int'],
  [3, 'long'],
] as const

const malformed = (className: string, message: string) => new ClientError(`com.fasterxml.jackson.${className}`, message)

const toNumber = (text: string | undefined) => Number(text?.trim() ?? 0)

/** One line's cells; a cell in quotes may hold commas, and a quote twice for one. */
function parseCsvLine(line: string): string[] {
  const cells: string[] = []
  const cell = /\s*(?:"((?:[^"]|"")*)"\s*|([^,]*))(,|$)/y
  for (;;) {
    const match = cell.exec(line)
    if (match === null) break
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2]?.trim() ?? '')
    if (match[3] !== ',') break
  }
  return cells
}
