import type { CommandContext } from '../command-context.ts'
import type { ArgumentError } from './argument-error.ts'
import { formatUsage, type Page } from './help.ts'
import { spellings } from './names.ts'
import { suggest } from './suggest.ts'
import { wrapJustified } from './text.ts'

/** Shows usage and message; gives the exit code. */
export function printFault(page: Page, error: ArgumentError, { report, stderr }: CommandContext): number {
  const { message, unknown } = error
  const suggestions = unknown === undefined ? [] : meant(page, unknown)
  const advice = suggestions.length === 0 ? '' : `\nDid you mean:\n${suggestions.map((one) => `\t${one}\n`).join('')}`
  report.failure(error, () => {
    stderr.write(`${formatUsage(page)}${wrapJustified(`${page.program}: error: ${message}\n`)}\n${advice}`)
  })
  return 1
}

function meant({ options, subcommands = {} }: Page, unknown: string): string[] {
  const isOption = unknown.startsWith('-')
  const body = unknown.replace(/^-+/, '')
  if (isOption && body.length < 2) return []
  const words = isOption
    ? Object.entries(options).flatMap(([name, option]) => spellings(name, option))
    : Object.keys(subcommands)
  const known = words.map((text) => ({ text, body: text.replace(/^-+/, '') })).filter((one) => one.body.length > 1)
  return suggest(body, known)
    .map(({ text }) => text)
    .sort()
}
