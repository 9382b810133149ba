import type { Run } from './runs.ts'

/** A tool's, or a subcommand's, options as ../cli/options.json records them. */
export interface RecordedTool {
  readonly style: 'jopt' | 'argparse' | 'plain'
  /** Of Kafka's tool after `--help`. */
  readonly helpExitCode: number | null
  readonly options: readonly { readonly names: readonly string[] }[]
}

export interface Coverage {
  /** `kafka-topics`, `kafka-cluster unregister` */
  readonly tool: string
  readonly options: number
  readonly missing: readonly string[]
}

/** What is not counted like the rest, with the reason. */
export interface Exceptions {
  readonly tools: Readonly<Record<string, string>>
  /** `kafka-cluster unregister --id` */
  readonly "options that can't end well": Readonly<Record<string, string>>
}

/**
 * Ended as it should have (or was ended by a signal): an option that was only ever part of a failure was not shown to do
 * anything. The exceptions say which never can.
 */
function endedWell({ code }: Run): boolean {
  return code === undefined || code === 0 || code >= 128
}

/** For each tool the options that none of the runs has used to a good end. */
export function coverage(
  tools: Readonly<Record<string, RecordedTool>>,
  runs: readonly Run[],
  exceptions: Exceptions,
): Coverage[] {
  const counted = Object.entries(tools).filter(([tool]) => exceptions.tools[tool] === undefined)
  return counted.map(([tool, { style, helpExitCode, options }]) => {
    const mine = runs.filter((run) => isRunOf(run, tool))
    const used = ({ names }: { names: readonly string[] }) => {
      const mayFail = exceptions["options that can't end well"][`${tool} ${names.at(-1)}`] !== undefined
      const isHelp = names.includes('--help')
      const counts = (run: Run) => mayFail || endedWell(run) || (isHelp && run.code === helpExitCode)
      return mine.some((run) => counts(run) && uses(run.args, names, style))
    }
    const missing = options.filter((option) => !used(option)).map(({ names }) => names.at(-1) ?? '')
    return { tool, options: options.length, missing }
  })
}

function isRunOf({ tool, args }: Run, name: string): boolean {
  const [program, subcommand] = name.split(' ')
  return tool === program && (subcommand === undefined || args.includes(subcommand))
}

function uses(args: readonly string[], names: readonly string[], style: RecordedTool['style']): boolean {
  const spellings = names.flatMap((name) =>
    style === 'jopt' && name.startsWith('--') ? [name, name.slice(1)] : [name],
  )
  return args.some((arg) => spellings.some((spelling) => arg === spelling || arg.startsWith(`${spelling}=`)))
}
