import type { CommandContext, ProcessContext } from './command-context.ts'
import type { Command } from './definition.ts'
import { javaTrace } from './java-exception.ts'
import { OptionError } from './jopt/option-error.ts'
import { OutputClosed } from './output.ts'
import { splitArguments } from './own-options.ts'
import { openReport } from './report/open-report.ts'

/** Runs a command to its exit code; what it throws is reported as a JVM reports an uncaught exception. */
export async function runCommand(command: Command, process: ProcessContext): Promise<number> {
  const args = await suppliedArguments(command, process)
  if (args === undefined) return 1
  const split = splitArguments(command, args)
  const { context, report } = await openReport(command, process, split)
  const exitCode = await exitCodeOf(context, () =>
    split.own.has('json-schema') ? printSchema(command, process) : command.start(context),
  )
  await report.end().catch(unlessClosed)
  return exitCode
}

/** With what a profile supplies, where one is named; undefined when there is none of that name, which is said. */
async function suppliedArguments(command: Command, process: ProcessContext): Promise<readonly string[] | undefined> {
  const { args, env, stderr } = process
  if (env.KAFKABOX_PROFILE === undefined && !args.some((word) => /^--profile(=|$)/.test(word))) return args
  const { ProfileError, withProfile } = await import('../profiles/supply.ts')
  try {
    return withProfile(command, process)
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error
    stderr.write(`${command.name}: ${error.message}\n`)
    return undefined
  }
}

async function exitCodeOf(context: CommandContext, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (error) {
    // Java's PrintStream swallows a broken pipe, so under `pipefail` Kafka's tools count as fine.
    if (error instanceof OutputClosed) return 0
    reportUncaught(error, context)
    return 1
  }
}

function reportUncaught(error: unknown, { report, stderr }: CommandContext): void {
  try {
    report.failure(error, () => stderr.write(`Exception in thread "main" ${uncaughtText(error)}\n`))
  } catch (closed) {
    unlessClosed(closed)
  }
}

function unlessClosed(error: unknown): void {
  if (!(error instanceof OutputClosed)) throw error
}

async function printSchema({ name, results = [] }: Command, { stdout }: ProcessContext): Promise<number> {
  const { jsonSchema } = await import('./schema/json-schema.ts')
  stdout.write(`${JSON.stringify(jsonSchema({ name, results }), null, 2)}\n`)
  return 0
}

function uncaughtText(error: unknown): string {
  if (!(error instanceof OptionError)) return javaTrace(error)
  return [error.javaText, `\tat ${error.frame}`, ...error.causes].join('\n')
}
