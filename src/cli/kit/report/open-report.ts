import type { CommandContext, ProcessContext } from '../command-context.ts'
import type { Command } from '../definition.ts'
import type { SplitArguments } from '../own-options.ts'
import type { CommandReport } from './report.ts'
import { TextReport } from './text-report.ts'

interface Told {
  readonly context: CommandContext
  readonly report: CommandReport
}

/** The command's context, with Kafka's arguments only, and the report that its own options ask for. */
export async function openReport(
  { options }: Command,
  process: ProcessContext,
  { own, rest }: SplitArguments,
): Promise<Told> {
  const names = Object.keys(options)
  const isJson = own.has('json')
  const explanation = own.has('explain')
    ? new (await import('./explanation.ts')).Explanation(process.stderr, isJson)
    : undefined
  if (!isJson) {
    const report = new TextReport(process, names, explanation)
    return { context: within(process, { ...streamsOf(process), args: rest, report }), report }
  }
  const [{ JsonReport }, { jsonStreams }] = await Promise.all([import('./json-report.ts'), import('./json-streams.ts')])
  const report = new JsonReport(process, names, explanation)
  return { context: within(process, { ...jsonStreams(process), args: rest, report }), report }
}

const streamsOf = ({ stdout, stderr, logger }: ProcessContext) => ({ stdout, stderr, logger })

type OwnParts = Pick<CommandContext, 'args' | 'stdout' | 'stderr' | 'logger' | 'report'>

/** Not spread: to ask for the standard input or the signal has an effect. */
function within(process: ProcessContext, own: OwnParts): CommandContext {
  const { env, cwd, clock, random } = process
  return {
    ...own,
    env,
    cwd,
    clock,
    random,
    get stdin() {
      return process.stdin
    },
    transport: () => process.transport(),
    get signal() {
      return process.signal
    },
  }
}
