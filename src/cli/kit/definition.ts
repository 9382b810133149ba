import type { ArgumentSet } from './argparse/argument-set.ts'
import type { CommandContext } from './command-context.ts'
import type { OptionSet } from './jopt/option-set.ts'
import type { OptionTable } from './jopt/option-table.ts'

/** What help, man page and completion know of a command. */
export interface CommandDescription {
  /** The executable's name. */
  readonly name: string
  /** One line for the man page and the list of commands: no capital, no full stop. */
  readonly summary: string
  /** Paragraphs for the man page. */
  readonly description?: string
  /** What follows the name, where that is more than options. */
  readonly usage?: string
  readonly examples?: readonly { readonly command: string; readonly effect: string }[]
  readonly options: OptionTable
}

export interface Command extends CommandDescription {
  readonly style: 'jopt' | 'argparse' | 'plain'
  /** Runs to the end and gives the exit code. Throws only what `runCommand` knows to report. */
  start(context: CommandContext): Promise<number>
}

/**
 * How the tool treats a fault found by the parser itself: `uncaught` as a Java stack trace, `usage` as the message and
 * the help, `message` as the message alone, `trace` as the message and then the stack trace. Kafka's tools differ in this.
 */
export type ParseErrorStyle = 'uncaught' | 'usage' | 'message' | 'trace'

export interface JoptDefinition<Table extends OptionTable> extends CommandDescription {
  readonly style: 'jopt'
  readonly options: Table
  /** First line that stands before the table of `--help`. */
  readonly about: string
  /** First line of the help that a call without arguments prints, where Kafka has another one there. */
  readonly aboutWithoutArguments?: string
  readonly parseErrors: ParseErrorStyle
  /** Stands before the message of a fault that the parser found, where that is shown alone. */
  readonly parseErrorPrefix?: string
  /** Any unambiguous beginning of an option's name will do. */
  readonly abbreviations?: true
  /** Throws a UsageError for what can't go together. */
  check?(options: OptionSet<Table>, context: CommandContext): void
  /** `--help` and `--version` come only after `check` (kafka-consumer-groups). */
  readonly checkBeforeHelp?: true
  run(context: CommandContext, options: OptionSet<Table>): Promise<number>
}

export interface ArgparseDefinition<Table extends OptionTable> extends CommandDescription {
  readonly style: 'argparse'
  /** What the tool calls itself in usage and errors. */
  readonly program: string
  readonly options: Table
  /** Stands between usage and options in the help. */
  readonly about: string
  /** Just one of these has to be given. */
  readonly exclusive?: { readonly about: string; readonly options: readonly (keyof Table & string)[] }
  run(context: CommandContext, options: ArgumentSet<Table>): Promise<number>
}

/** A command that reads its arguments itself; `options` only documents them. */
export interface PlainDefinition extends CommandDescription {
  readonly style: 'plain'
  run(context: CommandContext): Promise<number>
}
