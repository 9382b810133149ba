import { readCommandConfig } from '../connect/command-config.ts'
import { ArgumentError } from '../kit/argparse/argument-error.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'

/** The file's properties; none without one. @throws ArgumentError when it can't be read, JavaException when it is none */
export function readClientProperties(context: CommandContext, file: string | undefined): Map<string, string> {
  try {
    return readCommandConfig(context, file)
  } catch (error) {
    if (error instanceof JavaException && !/^java\.(io|nio)\./.test(error.className)) throw error
    throw new ArgumentError(error instanceof Error ? error.message : String(error))
  }
}

/** What the options say of the brokers. */
export function bootstrapServers(options: {
  value(name: 'bootstrap-server' | 'broker-list'): string | undefined
}): string {
  return options.value('bootstrap-server') ?? options.value('broker-list') ?? ''
}
