import { spellings } from './argparse/names.ts'
import type { Command } from './definition.ts'
import { optionCell } from './jopt/help.ts'
import { descriptionOf, type OptionDefinition } from './jopt/option-table.ts'
import { kafkaVersion } from './version.ts'

/** The command's page for section 1 of the manual, in man(7) macros. */
export function renderManPage(command: Command): string {
  return [
    `.TH ${roff(command.name.toUpperCase())} 1 "" "kafkabox (Kafka ${kafkaVersion})" "kafkabox manual"`,
    '.SH NAME',
    roff(`${command.name} - ${command.summary}`),
    '.SH SYNOPSIS',
    `.B ${roff(command.name)}`,
    roff(synopsis(command)),
    ...description(command),
    ...options(command),
    ...subcommands(command),
    ...examples(command),
    '',
  ].join('\n')
}

function synopsis(command: Command): string {
  return command.usage ?? (Object.keys(command.options).length > 0 ? '[options]' : '')
}

function description(command: Command): string[] {
  if (command.description === undefined) return []
  const paragraphs = command.description.split('\n\n').map(body)
  return ['.SH DESCRIPTION', paragraphs.join('\n.PP\n')]
}

function options(command: Command): string[] {
  const rows = Object.entries(command.options).sort(([a], [b]) => (a < b ? -1 : 1))
  if (rows.length === 0) return []
  return ['.SH OPTIONS', ...rows.flatMap(([name, definition]) => option(command, name, definition))]
}

function subcommands({ name, subcommands }: Command): string[] {
  return Object.entries(subcommands ?? {}).flatMap(([word, { summary, options }]) => [
    `.SH ${roff(`${name} ${word}`.toUpperCase())}`,
    roff(`${summary}.`),
    ...Object.entries(options).flatMap(([option, definition]) => [
      '.TP',
      `.B ${roff(spellings(option, definition).join(', '))} ${roff(definition.argument ?? '')}`.trimEnd(),
      body(descriptionOf(definition)),
    ]),
  ])
}

function option(command: Command, name: string, definition: OptionDefinition): string[] {
  const fallback = definition.default === undefined ? [] : [`Default: ${roff(String(definition.default))}.`]
  const old = definition.deprecated ? ['Deprecated.'] : []
  return [
    '.TP',
    `.B ${roff(optionTerm(command, name, definition))}`,
    body(descriptionOf(definition)),
    ...fallback,
    ...old,
  ]
}

function optionTerm(command: Command, name: string, definition: OptionDefinition): string {
  if (command.style === 'jopt') return optionCell(name, definition).replace(/^\* /, '')
  const alias = definition.alias === undefined ? '' : `, ${definition.alias}`
  const dashed = `${definition.dash ?? '--'}${name}${alias}`
  return definition.argument === undefined ? dashed : `${dashed} ${definition.argument}`.trimEnd()
}

function examples(command: Command): string[] {
  if (command.examples === undefined) return []
  return [
    '.SH EXAMPLES',
    ...command.examples.flatMap(({ command: line, effect }) => ['.TP', `.B ${roff(line)}`, roff(effect)]),
  ]
}

const listBegin = ['.RS 4', '.nf']
const listEnd = ['.fi', '.RE']

/** Running text, line by line; lines that begin with a blank are a list. */
function body(text: string): string {
  const lines: string[] = []
  let inList = false
  for (const line of text.split('\n')) {
    const isItem = /^\s/.test(line)
    if (isItem !== inList) lines.push(...(isItem ? listBegin : listEnd))
    else if (lines.length > 0 && !isItem) lines.push('.br')
    lines.push(roff(line.trim()))
    inList = isItem
  }
  return [...lines, ...(inList ? listEnd : [])].join('\n')
}

/**
 * Backslashes and hyphens are roff's own, and so are letters beyond ASCII; a stop or quote at the start of a line would be
 * read as a macro.
 */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/[^\0-\x7f]/gu, (letter) => `\\[u${codePoint(letter)}]`)
    .replace(/^([.'])/gm, '\\&$1')
}

function codePoint(letter: string): string {
  return (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}
