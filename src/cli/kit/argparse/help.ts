import type { ArgparseDefinition } from '../definition.ts'
import { descriptionOf, type OptionDefinition, type OptionTable } from '../jopt/option-table.ts'
import { spelling, spellings, withArgument } from './names.ts'
import { pageWidth, wrapJustified } from './text.ts'

const indent = '  '
const helpColumn = 25

type Shape<Table extends OptionTable> = Pick<ArgparseDefinition<Table>, 'program' | 'options' | 'exclusive' | 'about'>

/** `usage: …`, with its line end. */
export function formatUsage<Table extends OptionTable>(definition: Shape<Table>): string {
  const start = `usage: ${definition.program}`
  const lines: string[] = []
  let line = start
  for (const piece of usagePieces(definition)) {
    if (line.length + 1 + piece.length > pageWidth) {
      lines.push(line)
      line = ' '.repeat(start.length)
    }
    line += ` ${piece}`
  }
  return `${[...lines, line].join('\n')}\n`
}

export function formatHelp<Table extends OptionTable>(definition: Shape<Table>): string {
  const { exclusive } = definition
  const isExclusive = (name: string) => exclusive?.options.includes(name) ?? false
  const entries = Object.entries(definition.options)
  const rows = (wanted: boolean) =>
    entries.filter(([name]) => isExclusive(name) === wanted).map(([name, option]) => helpRow(name, option))
  return [
    formatUsage(definition),
    `\n${wrapJustified(definition.about)}\n`,
    '\noptional arguments:\n',
    ...rows(false),
    ...(exclusive ? [`\n${indent}${wrapJustified(exclusive.about, indent.length, indent)}\n\n`, ...rows(true)] : []),
  ].join('')
}

function usagePieces<Table extends OptionTable>({ options, exclusive }: Shape<Table>): string[] {
  const pieces = Object.entries(options)
    .filter(([name]) => !exclusive?.options.includes(name))
    .map(([name, option]) => {
      const text = withArgument(spelling(name, option), option)
      return option.required ? text : `[${text}]`
    })
  return [...pieces, ...alternatives(options, exclusive?.options ?? [])]
}

/** `(--this X |` and `--that Y)`. */
function alternatives(options: OptionTable, names: readonly string[]): string[] {
  return names.map((name, index) => {
    const text = withArgument(`--${name}`, options[name] ?? { description: '' })
    return `${index === 0 ? '(' : ''}${text}${index === names.length - 1 ? ')' : ' |'}`
  })
}

function helpRow(name: string, option: OptionDefinition): string {
  const title =
    indent +
    spellings(name, option)
      .map((spelled) => withArgument(spelled, option))
      .join(', ')
  const description = wrapJustified(descriptionOf(option), helpColumn, ' '.repeat(helpColumn))
  const gap = title.length + 2 > helpColumn ? `\n${' '.repeat(helpColumn)}` : ' '.repeat(helpColumn - title.length)
  return `${title}${gap}${description}\n`
}
