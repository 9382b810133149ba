import { readCommandConfig } from '../connect/command-config.ts'
import { ArgumentError } from '../kit/argparse/argument-error.ts'
import type { CommandContext } from '../kit/command-context.ts'

/** The file's properties; none without one. @throws ArgumentError when it can't be read */
export function readClientProperties(context: CommandContext, file: string | undefined): Map<string, string> {
  try {
    return readCommandConfig(context, file)
  } catch (error) {
    throw new ArgumentError(error instanceof Error ? error.message : String(error))
  }
}

/** What the options say of the brokers. */
export function bootstrapServers(options: {
  value(name: 'bootstrap-server' | 'broker-list'): string | undefined
}): string {
  return options.value('bootstrap-server') ?? options.value('broker-list') ?? ''
}
