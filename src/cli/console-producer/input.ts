import type { CommandContext } from '../kit/command-context.ts'
import { progressOn } from '../kit/progress.ts'
import { HeldBytes } from './held-bytes.ts'
import { carriageReturn, lineFeed } from './lines.ts'
import type { MessageSink } from './message-sink.ts'

/**
 * Feeds standard input to the sink until it ends, or is interrupted; with a prompt for each line on a terminal, where
 * Ctrl-C may be a key, which interrupts too.
 */
export async function readInput(
  context: CommandContext,
  sink: MessageSink,
  interruption: AbortController,
): Promise<void> {
  const { signal } = interruption
  const { stream, isTerminal } = context.stdin
  if (isTerminal && context.stdout.isTerminal) {
    const { readTerminal } = await import('./terminal.ts')
    return readTerminal(context, sink, interruption)
  }
  signal.addEventListener('abort', () => stream.destroy())
  const held = new HeldBytes()
  const progress = isTerminal ? undefined : progressOn(context, { doing: 'reading', unit: 'bytes' })
  let read = 0
  try {
    for await (const piece of context.stdin.pieces()) {
      if (signal.aborted) break
      read += piece.length
      progress?.at(read)
      held.add(piece)
      if (hasLineEnd(piece)) held.drop(await sink.take(held.bytes, false))
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    progress?.end()
  }
  if (!signal.aborted) await sink.take(held.bytes, true)
}

function hasLineEnd(piece: Buffer): boolean {
  return piece.includes(lineFeed) || piece.includes(carriageReturn)
}
