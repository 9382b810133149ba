import { spellings } from './argparse/names.ts'
import type { Command } from './definition.ts'
import { optionCell } from './jopt/help.ts'
import { descriptionOf, type OptionDefinition, type OptionTable } from './jopt/option-table.ts'
import { ownOptions } from './own-options.ts'
import { profileOption, takesAddress } from './profile-option.ts'
import { body, entry, escaped, heading, page, paragraphs, subheading } from './roff.ts'
import type { TakenKind } from './taken.ts'

/** The command's page for section 1 of the manual. */
export function renderManPage(command: Command): string {
  const { name, summary, description } = command
  return page(name, 1, summary, [
    heading('SYNOPSIS', [`.B ${escaped(name)}`, escaped(synopsis(command))].filter(Boolean)),
    heading('DESCRIPTION', description === undefined ? [] : paragraphs(description)),
    heading('OPTIONS', rows(command.options, command.style)),
    heading('COMMANDS', subcommands(command)),
    heading("BEYOND KAFKA'S OPTIONS", beyond(command)),
    heading('EXIT STATUS', exitStatus(command)),
    heading('ENVIRONMENT', facts({ ...command.environment, ...profileOf(command) })),
    heading('FILES', facts(command.files ?? {})),
    heading('EXAMPLES', examples(command)),
    heading('SEE ALSO', body(seeAlso(command).join(', '))),
  ])
}

/** Our own options. */
function beyond(command: Command): string[] {
  const own = command.results === undefined ? {} : ownOptions
  return rows({ ...own, ...(canHaveProfile(command) ? profileOption : {}) }, 'argparse')
}

function canHaveProfile(command: Command): boolean {
  return [command, ...Object.values(command.subcommands ?? {})].some(takesAddress)
}

function synopsis(command: Command): string {
  return command.usage ?? (Object.keys(command.options).length > 0 ? '[options]' : '')
}

function rows(table: OptionTable, style: Command['style']): string[] {
  return Object.entries(table)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, definition]) => entry(term(style, name, definition), ...explained(definition)))
}

function explained(definition: OptionDefinition): string[] {
  const { default: fallback, deprecated } = definition
  const isSaid = fallback === undefined || fallback === '' || definition.argument === undefined
  return [
    ...body(descriptionOf(definition)),
    ...(isSaid ? [] : [`Default: ${escaped(String(fallback))}.`]),
    ...(deprecated ? ['Deprecated.'] : []),
  ]
}

function term(style: Command['style'], name: string, definition: OptionDefinition): string {
  if (style === 'jopt') return optionCell(name, definition).replace(/^\* /, '')
  return `${spellings(name, definition).join(', ')} ${definition.argument ?? ''}`.trimEnd()
}

function subcommands({ name, subcommands: table = {} }: Command): string[] {
  return Object.entries(table).flatMap(([word, { summary, options }]) =>
    subheading(`${name} ${word}`, [escaped(`${summary}.`), ...rows(options, 'argparse')]),
  )
}

function exitStatus({ exitCodes }: Command): string[] {
  return facts(exitCodes ?? { 0: 'It went well.', 1: 'It did not; why is told on stderr.' })
}

function facts(table: Readonly<Record<string, string>>): string[] {
  return Object.entries(table).flatMap(([name, text]) => entry(name, ...body(text)))
}

/** What a profile can fill in. */
function profileOf(command: Command): Readonly<Record<string, string>> {
  if (!canHaveProfile(command)) return {}
  return {
    KAFKABOX_PROFILE: 'The profile that counts without --profile.',
  }
}

function takes(command: Command, kind: TakenKind): boolean {
  const tables = [command.options, ...Object.values(command.subcommands ?? {}).map(({ options }) => options)]
  return tables.some((table) => Object.values(table).some((definition) => definition.takes === kind))
}

function examples({ examples: given = [] }: Command): string[] {
  return given.flatMap(({ command, effect }) => entry(command, ...body(effect)))
}

/** The pages that say what an argument of some kind may hold. */
const pagesByKind: readonly (readonly [TakenKind, string])[] = [
  ['client-config', 'kafka-client-properties(5)'],
  ['topic-config', 'kafka-topic-configs(5)'],
  ['entity-configs', 'kafka-topic-configs(5)'],
  ['entity-configs', 'server.properties(5)'],
]

function seeAlso(command: Command): string[] {
  const byKind = pagesByKind.filter(([kind]) => takes(command, kind)).map(([, name]) => name)
  const own = `${command.name}(1)`
  return [...new Set([...(command.seeAlso ?? []), ...byKind, 'kafkabox(1)'])].filter((name) => name !== own)
}
