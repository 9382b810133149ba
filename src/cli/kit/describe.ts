import type { Command } from './definition.ts'
import { descriptionOf, type OptionDefinition } from './jopt/option-table.ts'

/** An option as completion and tests want it. */
export interface OptionListing {
  name: string
  argument: 'none' | 'required' | 'optional'
  placeholder?: string
  default?: string | number
  required: boolean
  deprecated: boolean
  description: string
}

/** A command's table in a form that a machine can read. */
export function listOptions(command: Command): OptionListing[] {
  return Object.entries(command.options)
    .map(([name, definition]) => listing(name, definition))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

function listing(name: string, definition: OptionDefinition): OptionListing {
  const { argument, optional, default: fallback, required = false, deprecated = false } = definition
  return {
    name,
    argument: argument === undefined ? 'none' : optional ? 'optional' : 'required',
    ...(argument === undefined ? {} : { placeholder: argument }),
    ...(fallback === undefined ? {} : { default: fallback }),
    required,
    deprecated,
    description: descriptionOf(definition),
  }
}
