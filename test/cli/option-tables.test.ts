import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Command } from '../../src/cli/kit/command.ts'
import { listOptions, type OptionListing } from '../../src/cli/kit/describe.ts'
import { optionCell } from '../../src/cli/kit/jopt/help.ts'
import { root } from '../kit/bundle.ts'

interface RecordedOption {
  names: string[]
  argument: 'none' | 'required' | 'optional'
  placeholder?: string
  default?: string
  deprecated?: boolean
}
interface RecordedTool {
  style: 'jopt' | 'plain' | 'argparse'
  options: RecordedOption[]
}

/** Every tool's options as Kafka 3.7.0's help prints them. */
const recorded: Record<string, RecordedTool> = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'options.json'), 'utf8'),
)

const folder = path.join(root, 'src/cli/commands')
const commands: Command[] = []
for (const file of readdirSync(folder)) commands.push((await import(path.join(folder, file))).default)

const bare = (name: string) => name.replace(/^-+/, '')
const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1)

function fromRecord(option: RecordedOption) {
  return {
    name: bare(option.names[0] ?? ''),
    argument: option.argument,
    // Where the record's column was broken after a colon, it has a blank.
    ...(option.default === undefined ? {} : { default: option.default.replace(/: /g, ':') }),
    deprecated: option.deprecated ?? false,
  }
}

function fromTable({ name, argument, default: fallback, deprecated }: OptionListing) {
  return { name, argument, ...(fallback === undefined ? {} : { default: String(fallback) }), deprecated }
}

/** Only say that they need Java, whatever they are given. */
const needJava = ['connect-plugin-path', 'kafka-mirror-maker']
const known = commands.filter(({ name }) => recorded[name] !== undefined && !needJava.includes(name))

describe.each(known.map((command) => [command.name, command] as const))('%s', (name, command) => {
  const options = recorded[name]?.options ?? []

  test('has the options of Kafka’s tool, and no others', () => {
    expect(listOptions(command).map(fromTable).sort(byName)).toEqual(options.map(fromRecord).sort(byName))
  })

  test.skipIf(command.style !== 'jopt')('names the options’ arguments as Kafka’s help does', () => {
    const cells = Object.entries(command.options).map(([option, definition]) => optionCell(option, definition))
    const expected = options.map(({ names, placeholder, argument }) => {
      const inner = placeholder?.slice(1, -1)
      if (inner === undefined) return names[0]
      return `${names[0]} ${argument === 'optional' ? `[${inner}]` : `<${inner}>`}`
    })
    // The record is of a wrapped column: where it broke after a colon or comma, a space was put in.
    const packed = (texts: (string | undefined)[]) => texts.map((text) => text?.replaceAll(' ', '')).sort()
    expect(packed(cells.map((cell) => cell.replace(/^\* /, '')))).toEqual(packed(expected))
  })

  test('says in its own words what each option does', () => {
    for (const { name: option, description } of listOptions(command)) expect(description, option).toMatch(/\S/)
  })
})
