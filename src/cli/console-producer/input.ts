import type { CommandContext } from '../kit/command-context.ts'
import type { MessageSink } from './message-sink.ts'

/**
 * Feeds standard input to the sink until it ends, or the signal comes; with a prompt for each line on a terminal.
 * True when Ctrl-C ended it without a signal.
 */
export async function readInput(context: CommandContext, sink: MessageSink): Promise<boolean> {
  const { stream, isTerminal } = context.stdin
  if (isTerminal && context.stdout.isTerminal) {
    const { readTerminal } = await import('./terminal.ts')
    return readTerminal(context, sink)
  }
  context.signal.addEventListener('abort', () => stream.destroy())
  let rest: Buffer = Buffer.alloc(0)
  try {
    for await (const chunk of stream) {
      const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      rest = bytes.subarray(await sink.take(bytes, false))
    }
  } catch (error) {
    if (!context.signal.aborted) throw error
  }
  if (!context.signal.aborted && rest.length > 0) await sink.take(rest, true)
  return false
}
