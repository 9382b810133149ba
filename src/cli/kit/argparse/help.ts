import type { ArgparseRules } from '../definition.ts'
import { descriptionOf, type OptionDefinition, type OptionTable } from '../jopt/option-table.ts'
import { spelling, spellings, withArgument } from './names.ts'
import { pageWidth, wrapJustified } from './text.ts'

const indent = '  '
const helpColumn = 25

/** What usage and help are made from. */
export interface Page extends ArgparseRules<OptionTable> {
  readonly program: string
  /** The subcommand that the page is about, behind what the command itself demands. */
  readonly word?: { readonly text: string; readonly outer: ArgparseRules<OptionTable> }
  /** Stands between usage and options. */
  readonly about?: string
  /** The words that the first argument may be, with what each does. */
  readonly subcommands?: Readonly<Record<string, { readonly summary: string }>>
  readonly calls?: { readonly placeholder: string; readonly title: string }
}

/** `usage: …`, with its line end. */
export function formatUsage(page: Page): string {
  const margin = ' '.repeat(`usage: ${page.program}`.length)
  const lines: string[] = []
  let line = `usage: ${page.program}`
  for (const piece of usagePieces(page)) {
    if (line.length + 1 + piece.length > pageWidth) {
      lines.push(line)
      line = margin
    }
    line += ` ${piece}`
  }
  return `${[...lines, line].join('\n')}\n`
}

export function formatHelp(page: Page): string {
  const { about, exclusive, options, calls } = page
  const group = exclusive?.about === undefined ? [] : exclusive.options
  const rows = (isOfGroup: boolean) =>
    Object.entries(options)
      .filter(([name]) => group.includes(name) === isOfGroup)
      .map(([name, option]) => helpRow(optionTitle(name, option), descriptionOf(option)))
  return [
    formatUsage(page),
    about === undefined ? '' : `\n${wrapJustified(about)}\n`,
    ...(calls ? [] : subcommandRows(page)),
    '\noptional arguments:\n',
    ...rows(false),
    ...(exclusive?.about === undefined ? [] : groupHead(exclusive.about, exclusive.title)),
    ...rows(true),
    ...(calls ? subcommandRows(page) : []),
  ].join('')
}

function groupHead(about: string, title: string | undefined): string[] {
  return [`\n${title === undefined ? '' : `${title}:\n`}${indent}${wrapJustified(about, indent.length, indent)}\n\n`]
}

function usagePieces(page: Page): string[] {
  const { word, subcommands } = page
  const before = word === undefined ? [] : [...optionPieces(word.outer, true), word.text]
  return [...before, ...optionPieces(page, false), ...(subcommands ? [`${choices(page)} ...`] : [])]
}

function optionPieces({ options, exclusive }: ArgparseRules<OptionTable>, isOnlyRequired: boolean): string[] {
  const pieces = Object.entries(options)
    .filter(([name, { required }]) => !exclusive?.options.includes(name) && (required || !isOnlyRequired))
    .map(([name, option]) => {
      const text = withArgument(spelling(name, option), option)
      return option.required ? text : `[${text}]`
    })
  return [...pieces, ...alternatives(options, exclusive?.options ?? [])]
}

const choices = ({ calls, subcommands = {} }: Page) => calls?.placeholder ?? `{${Object.keys(subcommands).join(',')}}`

/** `(--this X`, `|` and `--that Y)`. */
function alternatives(options: OptionTable, names: readonly string[]): string[] {
  return names.flatMap((name, index) => {
    const text = withArgument(`--${name}`, options[name] ?? { description: '' })
    return index === 0 ? [`(${text}`] : ['|', index === names.length - 1 ? `${text})` : text]
  })
}

function subcommandRows(page: Page): string[] {
  const { calls, subcommands } = page
  if (subcommands === undefined) return []
  const rows = Object.entries(subcommands).map(([word, { summary }]) =>
    helpRow(indent + indent + word, sentence(summary)),
  )
  return [`\n${calls?.title ?? 'positional arguments'}:\n`, `${indent}${choices(page)}\n`, ...rows]
}

const sentence = (summary: string) => `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`

function optionTitle(name: string, option: OptionDefinition): string {
  return (
    indent +
    spellings(name, option)
      .map((spelled) => withArgument(spelled, option))
      .join(', ')
  )
}

function helpRow(title: string, description: string): string {
  const text = wrapJustified(description, helpColumn, ' '.repeat(helpColumn))
  const gap = title.length + 2 > helpColumn ? `\n${' '.repeat(helpColumn)}` : ' '.repeat(helpColumn - title.length)
  return `${title}${gap}${text}\n`
}
