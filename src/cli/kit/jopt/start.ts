import { kafkaVersion } from '../../../base/kafka-version.ts'
import type { CommandContext } from '../command-context.ts'
import type { JoptDefinition } from '../definition.ts'
import { printLine } from '../output.ts'
import { UsageError } from '../usage-error.ts'
import { formatHelp } from './help.ts'
import { OptionError } from './option-error.ts'
import type { OptionSet } from './option-set.ts'
import type { OptionTable } from './option-table.ts'
import { parse } from './parse.ts'

/** Parses, answers help and version, checks, runs. */
export async function startJopt<const Table extends OptionTable>(
  definition: JoptDefinition<Table>,
  context: CommandContext,
): Promise<number> {
  const { aboutWithoutArguments, ignoresHelp = false } = definition
  try {
    if (context.args.length === 0 && aboutWithoutArguments !== undefined) throw new UsageError(aboutWithoutArguments)
    const options = parseOrReport(definition, context)
    if (options === undefined) return definition.parseErrorExitCode ?? 1
    if (definition.checkBeforeHelp) definition.check?.(options, context)
    if (!ignoresHelp) {
      if (options.has('version') && !wantsHelp(context, options)) return printVersion(context)
      if (wantsHelp(context, options)) throw new UsageError(definition.about)
    }
    if (!definition.checkBeforeHelp) definition.check?.(options, context)
    return await definition.run(context, options)
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    context.report.failure(error, () => {
      context.stderr.write(`${error.message}\n${formatHelp(definition.options)}`)
    })
    return 1
  }
}

function wantsHelp(context: CommandContext, options: OptionSet<OptionTable>): boolean {
  return context.args.length === 0 || options.has('help')
}

function printVersion(context: CommandContext): number {
  printLine(context.stdout, kafkaVersion)
  return 0
}

function parseOrReport<const Table extends OptionTable>(
  definition: JoptDefinition<Table>,
  context: CommandContext,
): OptionSet<Table> | undefined {
  const { parseErrors, abbreviations = false } = definition
  try {
    return parse(definition.options, context.args, { abbreviations })
  } catch (error) {
    if (!(error instanceof OptionError) || parseErrors === 'uncaught') throw error
    if (parseErrors === 'usage') throw new UsageError(error.message)
    context.report.failure(error, () => {
      const trace = `${error.javaText}\n\tat ${error.frame}\n`
      if (parseErrors !== 'caught') printLine(context.stderr, `${definition.parseErrorPrefix ?? ''}${error.message}`)
      if (parseErrors === 'trace') context.stderr.write(`${trace}\n`)
      if (parseErrors === 'caught') context.stderr.write(trace)
    })
    return undefined
  }
}
