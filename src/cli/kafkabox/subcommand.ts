import type { CommandContext } from '../kit/command.ts'
import type { ResultType } from '../kit/schema/schema.ts'
import type { Taken } from '../kit/taken.ts'

export interface SubcommandOption {
  /** What the argument is called; a flag without it. */
  readonly argument?: string
  readonly description: string
  readonly default?: string
  /** What the argument stands for: for completion. */
  readonly takes?: Taken
}

/** One of kafkabox's own commands; parsing, help and man page come from it. */
export interface Subcommand {
  readonly name: string
  /** As commander writes them: `<needed>`, `[optional]`, `[many...]`. */
  readonly arguments?: string
  /** What these are: for completion. */
  readonly positional?: readonly Taken[]
  readonly summary: string
  readonly options: { readonly [name: string]: SubcommandOption }
  /** What it prints with `--json`; one without hands over to other programs, and takes none. */
  readonly results?: readonly ResultType[]
  /** Left out of the help: called by our own scripts. */
  readonly hidden?: true
  /** Hands over everything behind the name untouched. */
  readonly passThrough?: true
  run(context: CommandContext, args: readonly string[], options: GivenOptions): Promise<number>
}

/** The options as given, with defaults filled in. */
export interface GivenOptions {
  has(name: string): boolean
  get(name: string): string | undefined
}
