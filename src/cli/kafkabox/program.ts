import { Command as Program } from 'commander'
import { kafkaVersion } from '../../base/kafka-version.ts'
import { LabError } from '../../lab/lab-error.ts'
import type { CommandContext } from '../kit/command.ts'
import { ownOptions } from '../kit/own-options.ts'
import { UsageError } from '../kit/usage-error.ts'
import type { GivenOptions, Subcommand } from './subcommand.ts'

/** Lets commander parse the arguments, runs the subcommand and gives its exit code. */
export async function runProgram(context: CommandContext, subcommands: readonly Subcommand[]): Promise<number> {
  const [first, ...rest] = context.args
  const direct = subcommands.find(({ name, passThrough }) => passThrough && name === first)
  if (direct !== undefined) return untouched(context, direct, rest)
  let exitCode = 0
  const program = new Program('kafkabox')
    .description("Kafka 3.7's servers, commands and ZooKeeper, ready at a terminal")
    .version(`kafkabox (Kafka ${kafkaVersion})`)
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
      outputError: (text) => {
        const error = new UsageError(text.replace(/^error: /, ''))
        context.report.failure(error, () => context.stderr.write(text))
      },
      getOutHelpWidth: () => context.stdout.columns,
    })
    .helpCommand(false)
    .exitOverride()
  for (const subcommand of subcommands) {
    addSubcommand(program, subcommand, async (args, options) => {
      refuseJson(context, subcommand)
      exitCode = await subcommand.run(context, args, options)
    })
  }
  try {
    await program.parseAsync([...context.args], { from: 'user' })
    return exitCode
  } catch (error) {
    return reported(context, error)
  }
}

function addSubcommand(
  program: Program,
  subcommand: Subcommand,
  action: (args: string[], options: GivenOptions) => Promise<void>,
): void {
  const name = [subcommand.name, subcommand.arguments].filter(Boolean).join(' ')
  const parser = program
    .command(name, { hidden: subcommand.hidden === true })
    .description(subcommand.summary)
    .exitOverride()
  for (const [option, { argument, description, default: fallback }] of Object.entries(subcommand.options)) {
    const flags = argument === undefined ? `--${option}` : `--${option} <${argument}>`
    parser.option(flags, description, fallback)
  }
  if (subcommand.results !== undefined) documentOwnOptions(parser)
  parser.action(() => action(parser.args, givenOptions(parser)))
}

/** They are read before commander sees the arguments. */
function documentOwnOptions(parser: Program): void {
  for (const [option, { description }] of Object.entries(ownOptions)) parser.option(`--${option}`, description)
}

function refuseJson({ report }: CommandContext, { name, results }: Subcommand): void {
  if (!report.isJson || results !== undefined) return
  throw new LabError(`${name} has no --json: what is printed is what the programs in it print`)
}

/** Its options are another program's: commander would take `--version` for its own. */
async function untouched(context: CommandContext, subcommand: Subcommand, args: readonly string[]): Promise<number> {
  try {
    return await subcommand.run(context, args, { has: () => false, get: () => undefined })
  } catch (error) {
    return reported(context, error)
  }
}

function givenOptions(parser: Program): GivenOptions {
  const values = new Map<string, unknown>(
    parser.options.map((option) => [option.name(), parser.getOptionValue(option.attributeName())]),
  )
  return {
    has: (name) => values.get(name) === true,
    get: (name) => {
      const value = values.get(name)
      return typeof value === 'string' ? value : undefined
    },
  }
}

/** What commander found has been told already; ours is one line. */
function reported(context: CommandContext, error: unknown): number {
  if (error instanceof LabError) {
    context.report.failure(error, () => context.stderr.write(`kafkabox: ${error.message}\n`))
    return 1
  }
  if (error instanceof Error && 'exitCode' in error && typeof error.exitCode === 'number') return error.exitCode
  throw error
}
