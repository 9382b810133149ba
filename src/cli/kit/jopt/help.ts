import { wordsOf } from '../line-breaks.ts'
import { javaTypes } from './convert.ts'
import { descriptionOf, type OptionDefinition, type OptionTable } from './option-table.ts'

interface Row {
  option: string
  description: string
}

const overallWidth = 80
const separatorWidth = 2
const continuationIndent = '  '

/** The help table in jopt-simple's two columns: an 80 wide page, sorted by name, each cell wrapped and padded. */
export function formatHelp(table: OptionTable): string {
  const names = Object.keys(table).sort()
  const starred = names.some((name) => table[name]?.required)
  const rows: Row[] = [
    { option: starred ? 'Option (* = required)' : 'Option', description: 'Description' },
    { option: starred ? '---------------------' : '------', description: '-----------' },
    ...Object.entries(table)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, definition]) => ({
        option: optionCell(name, definition),
        description: descriptionCell(definition),
      })),
  ]
  return render(wrapRows(rows))
}

/** `--name <Type: placeholder>` as help and man page show it. */
export function optionCell(name: string, definition: OptionDefinition): string {
  const star = definition.required ? '* ' : ''
  return `${star}${name.length > 1 ? '--' : '-'}${name}${argumentText(definition)}`
}

function argumentText({ argument, optional, type = 'string', choices, choicesShown }: OptionDefinition): string {
  if (argument === undefined) return ''
  const kind = choices === undefined ? javaTypes[type] : (choicesShown ?? `[${choices.join(',')}]`)
  const inner = argument === '' ? kind : `${kind}: ${argument}`
  return optional ? ` [${inner}]` : ` <${inner}>`
}

function descriptionCell(definition: OptionDefinition): string {
  const text = descriptionOf(definition)
  return definition.default === undefined ? text : `${text} (default: ${definition.default})`.trim()
}

function widths(rows: readonly Row[]): { option: number; description: number } {
  const widest = (pick: (row: Row) => string) => rows.reduce((width, row) => Math.max(width, pick(row).length), 0)
  const option = Math.min(
    (overallWidth - separatorWidth) / 2,
    widest((row) => row.option),
  )
  const description = Math.min(
    overallWidth - option - separatorWidth,
    widest((row) => row.description),
  )
  return { option, description }
}

function wrapRows(rows: readonly Row[]): Row[] {
  const width = widths(rows)
  return rows.flatMap((row) => {
    const options = piecesOf(row.option, width.option)
    const descriptions = piecesOf(row.description, width.description)
    const length = Math.max(options.length, descriptions.length)
    return Array.from({ length }, (_, at) => ({ option: options[at] ?? '', description: descriptions[at] ?? '' }))
  })
}

function render(rows: readonly Row[]): string {
  const width = widths(rows)
  const gap = ' '.repeat(separatorWidth)
  return rows
    .map((row) => `${row.option.padEnd(width.option)}${gap}${row.description.padEnd(width.description)}\n`)
    .join('')
}

function piecesOf(text: string, width: number): string[] {
  return text
    .trim()
    .split('\n')
    .flatMap((line) => wrap(line, width))
}

function wrap(line: string, width: number): string[] {
  const pieces: string[] = []
  let piece = ''
  for (const word of wordsOf(line)) {
    if (piece.length + word.length > width) {
      pieces.push(piece.trimEnd())
      piece = continuationIndent + word
    } else piece += word
  }
  if (piece.length > 0) pieces.push(piece)
  return pieces
}
