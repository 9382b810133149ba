import type { CommandContext } from '../kit/command.ts'

/** Logs a line on stdout: a server goes on when nobody reads its log any more. */
export function writeQuietly(context: CommandContext, line: string): void {
  try {
    context.stdout.write(line)
  } catch {
    // The log's reader went away.
  }
}
