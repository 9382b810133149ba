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
  return ['.SH DESCRIPTION', ...command.description.split('\n\n').flatMap((paragraph) => ['.PP', roff(paragraph)])]
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
      roff(descriptionOf(definition)),
    ]),
  ])
}

function option(command: Command, name: string, definition: OptionDefinition): string[] {
  const fallback = definition.default === undefined ? [] : [`Default: ${roff(String(definition.default))}.`]
  const old = definition.deprecated ? ['Deprecated.'] : []
  const lines = roff(descriptionOf(definition)).split('\n').join('\n.br\n')
  return ['.TP', `.B ${roff(optionTerm(command, name, definition))}`, lines, ...fallback, ...old]
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

/** Backslashes and hyphens are roff's own; a stop or quote at the start of a line would be read as a macro. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1')
}
