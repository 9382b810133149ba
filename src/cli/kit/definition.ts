import type { ArgumentSet } from './argparse/argument-set.ts'
import type { CommandContext } from './command-context.ts'
import type { OptionSet } from './jopt/option-set.ts'
import type { OptionTable } from './jopt/option-table.ts'
import type { ResultType } from './schema/schema.ts'
import type { Taken } from './taken.ts'

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
  /** What its arguments are that belong to no option, in their order; the last one may come again. */
  readonly positional?: readonly Taken[]
  /** What the exit code says, where that is more than whether it went well. */
  readonly exitCodes?: Readonly<Record<number, string>>
  /** It may print without end: when nobody reads any more it ends, and its writes throw OutputClosed. */
  readonly endsWithReader?: true
  /** What it prints with `--json`: nothing, where it only can fail. A command without them takes none of `ownOptions`. */
  readonly results?: readonly ResultType[]
  readonly files?: Readonly<Record<string, string>>
  readonly environment?: Readonly<Record<string, string>>
  /** Pages of the manual besides those that all pages point to: `kafka-configs(1)`. */
  readonly seeAlso?: readonly string[]
  /** Of a command whose first argument says what to do. */
  readonly subcommands?: Readonly<Record<string, SubcommandDescription>>
}

/** The `results` are the command's, but of a command in the style `commander`, where each has its own. */
export type SubcommandDescription = Pick<CommandDescription, 'summary' | 'options' | 'positional' | 'results'>

export interface Command extends CommandDescription {
  readonly style: 'jopt' | 'argparse' | 'subcommands' | 'plain' | 'commander'
  /** First words that hand all behind them over to another program. */
  readonly passThrough?: readonly string[]
  /** Runs to the end and gives the exit code. Throws only what `runCommand` knows to report. */
  start(context: CommandContext): Promise<number>
}

/**
 * How the tool treats a fault found by the parser itself: `uncaught` as a Java stack trace, `usage` as the message and
 * the help, `message` as the message alone, `trace` as the message and then the stack trace, `caught` as the stack trace
 * without the thread. Kafka's tools differ in this.
 */
export type ParseErrorStyle = 'uncaught' | 'usage' | 'message' | 'trace' | 'caught'

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
  /** The exit code after such a fault where it is not 1. */
  readonly parseErrorExitCode?: number
  /** Any unambiguous beginning of an option's name will do. */
  readonly abbreviations?: true
  /** Throws a UsageError for what can't go together. */
  check?(options: OptionSet<Table>, context: CommandContext): void
  /** `--help` and `--version` come only after `check` (kafka-consumer-groups). */
  readonly checkBeforeHelp?: true
  /** `--help` and `--version` are taken, and nobody looks at them (kafka-get-offsets). */
  readonly ignoresHelp?: true
  run(context: CommandContext, options: OptionSet<Table>): Promise<number>
}

/** What argparse4j has to know of a command, or of a subcommand. */
export interface ArgparseRules<Table extends OptionTable> {
  readonly options: Table
  /** Just one of these has to be given. `about` gives them a part of their own in the help, with a title or without. */
  readonly exclusive?: {
    readonly title?: string
    readonly about?: string
    readonly options: readonly (keyof Table & string)[]
  }
}

export interface ArgparseDefinition<Table extends OptionTable> extends CommandDescription, ArgparseRules<Table> {
  readonly style: 'argparse'
  /** What the tool calls itself in usage and errors. */
  readonly program: string
  readonly options: Table
  /** Stands between usage and options in the help. */
  readonly about: string
  run(context: CommandContext, options: ArgumentSet<Table>): Promise<number>
}

export interface SubcommandDefinition<Table extends OptionTable, Outer extends OptionTable>
  extends ArgparseRules<Table> {
  readonly summary: string
  /** `outer` are the options that stood before the subcommand's name. */
  run(context: CommandContext, options: ArgumentSet<Table>, outer: ArgumentSet<Outer>): Promise<number>
}

/** Made by `subcommand`, so that each knows its own options. */
export interface Subcommand<Outer extends OptionTable = OptionTable> extends ArgparseRules<OptionTable> {
  readonly summary: string
  /** Throws an ArgumentError for what the parser does not take; undefined when help is wanted. */
  parse(args: readonly string[]): SubcommandRun<Outer> | undefined
}

export type SubcommandRun<Outer extends OptionTable> = (
  context: CommandContext,
  outer: ArgumentSet<Outer>,
) => Promise<number>

/** A command that has the name of one of its subcommands behind its own options. */
export interface SubcommandsDefinition<Table extends OptionTable> extends CommandDescription, ArgparseRules<Table> {
  readonly style: 'subcommands'
  readonly program: string
  readonly options: Table
  readonly about: string
  /** What usage and help call the subcommands, where that is not the list of them. */
  readonly calls?: { readonly placeholder: string; readonly title: string }
  readonly subcommands: Readonly<Record<string, Subcommand<Table>>>
}

/** kafkabox itself: commander reads its arguments, whose tables are in `subcommands`. */
export interface CommanderDefinition extends CommandDescription {
  readonly style: 'commander'
  readonly passThrough: readonly string[]
  run(context: CommandContext): Promise<number>
}

/** A command that reads its arguments itself; `options` only documents them. */
export interface PlainDefinition extends CommandDescription {
  readonly style: 'plain'
  run(context: CommandContext): Promise<number>
}
