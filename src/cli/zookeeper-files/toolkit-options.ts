import { ShellError } from '../zookeeper-shell/errors.ts'
import { parseOptions, type ShellLine, type ShellOptions } from '../zookeeper-shell/parse-options.ts'
import { ToolkitError } from './toolkit-error.ts'

/** With the long name of each letter. */
export interface ToolkitOption {
  readonly name: string
  readonly argument?: true
  readonly description: string
}

/** Reads a toolkit's words: letters, several behind one dash, or long names. @throws ToolkitError */
export function parseWords(words: readonly string[], options: Readonly<Record<string, ToolkitOption>>): ShellLine {
  const letters = new Map(Object.entries(options).map(([letter, { name }]) => [`--${name}`, `-${letter}`]))
  const table: ShellOptions = options
  try {
    return parseOptions(
      words.map((word) => letters.get(word) ?? word),
      { options: table },
    )
  } catch (error) {
    if (!(error instanceof ShellError)) throw error
    throw new ToolkitError(error.message.replace(/^[\w.]+: /, ''), 1)
  }
}
