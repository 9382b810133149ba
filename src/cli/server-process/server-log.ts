import { createLogger, type Logger } from '../../base/logger.ts'
import type { CommandContext } from '../kit/command-context.ts'

/** The log of a server in the foreground: lines on stdout as log4j has them, or with `--json` objects on stderr. */
export function serverLog(context: CommandContext, name: string): Logger {
  const { clock, report } = context
  return createLogger({
    clock,
    name,
    level: 'INFO',
    write: (text, entry) => report.log(entry, () => writeQuietly(context, text)),
  })
}

/** A server goes on when nobody reads its log any more. */
function writeQuietly({ stdout }: CommandContext, text: string): void {
  try {
    stdout.write(text)
  } catch {
    // The log's reader went away.
  }
}
