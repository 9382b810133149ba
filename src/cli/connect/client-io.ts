import type { ClientIo } from '../../client/node.ts'
import type { CommandContext } from '../kit/command-context.ts'

/** The outside world for a client of this command; `--explain`, hints and JSON hear of what it does there. */
export async function clientIo(context: CommandContext): Promise<ClientIo> {
  const { clock, random, logger, report } = context
  return { clock, random, logger, transport: await context.transport(), trace: report.clientTrace }
}
