import type { OptionDefinition } from '../jopt/option-table.ts'

/** `-h` and `--help`: how an option may be written. */
export function spellings(name: string, definition: OptionDefinition): string[] {
  const { alias } = definition
  return [spelling(name, definition), ...(alias === undefined ? [] : [alias])]
}

export function spelling(name: string, definition: OptionDefinition): string {
  return `${definition.dash ?? '--'}${name}`
}

/** The option with its argument, as usage and help have it. */
export function withArgument(spelled: string, { argument, many }: OptionDefinition): string {
  if (argument === undefined) return spelled
  return many ? `${spelled} ${argument} [${argument} ...]` : `${spelled} ${argument}`
}
