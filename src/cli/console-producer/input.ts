import type { CommandContext } from '../kit/command-context.ts'
import { progressOn } from '../kit/progress.ts'
import { carriageReturn, lineFeed } from './lines.ts'
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
  /** Of a line that goes on; put together only when its end comes, however long it is. */
  let rest: Buffer[] = []
  const progress = isTerminal ? undefined : progressOn(context, { doing: 'reading', unit: 'bytes' })
  let read = 0
  try {
    for await (const chunk of stream) {
      read += chunk.length
      progress?.at(read)
      rest.push(chunk)
      if (!hasLineEnd(chunk)) continue
      const bytes = Buffer.concat(rest)
      rest = [bytes.subarray(await sink.take(bytes, false))]
    }
  } catch (error) {
    if (!context.signal.aborted) throw error
  } finally {
    progress?.end()
  }
  if (!context.signal.aborted) await sink.take(Buffer.concat(rest), true)
  return false
}

function hasLineEnd(chunk: Buffer): boolean {
  return chunk.includes(lineFeed) || chunk.includes(carriageReturn)
}
