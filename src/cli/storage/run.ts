import { readCommandConfig } from '../connect/command-config.ts'
import { TerseError } from '../connect/terse-error.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { type ServerConfig, serverConfig } from './server-config.ts'

interface ConfigOption {
  value(name: 'config'): string | undefined
}

/** Reads the server's properties for the work. Gives the exit code. */
export async function runStorage(
  context: CommandContext,
  options: ConfigOption,
  work: (server: ServerConfig) => Promise<number>,
): Promise<number> {
  try {
    return await work(serverConfig(context, readCommandConfig(context, options.value('config'))))
  } catch (error) {
    if (!(error instanceof TerseError)) throw error
    context.report.failure(error, () => printLine(context.stderr, error.message))
    return 1
  }
}
