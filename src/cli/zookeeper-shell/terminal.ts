import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { Prompt } from './prompt.ts'
import type { Shell } from './shell.ts'

const connectionPatienceMs = 300
const clearLine = '\r\x1b[J'

/**
 * Reads commands at a prompt until `quit`, Ctrl-D, or Ctrl-C on an empty line or during a command; Ctrl-C elsewhere drops
 * the line. True when it was Ctrl-C, which a terminal in raw mode gives as a key and not as a signal.
 */
export async function readFromTerminal(context: CommandContext, shell: Shell): Promise<boolean> {
  printLine(context.stdout, 'JLine support is enabled')
  const prompt = new Prompt(context, shell)
  const stop = shell.onEvent({
    before: () => {
      if (prompt.isShown) context.stdout.write(clearLine)
    },
    after: () => {
      if (prompt.isShown) prompt.show()
    },
  })
  const isInterrupted = await Promise.race([
    prompt.interrupted.then(() => true),
    runLines(shell, prompt).then(() => false),
  ])
  stop()
  prompt.close()
  return isInterrupted
}

async function runLines(shell: Shell, prompt: Prompt): Promise<void> {
  while (!shell.ended) {
    await settleConnection(shell)
    const line = await prompt.next()
    if (line === undefined) return
    await shell.runLine(line)
  }
}

/** A new connection is mostly there at once: then its news stands before the prompt and not in the middle of it. */
async function settleConnection({ zookeeper }: Shell): Promise<void> {
  if (zookeeper.sessionId === 0n && zookeeper.state === 'Disconnected') {
    await zookeeper.connected(connectionPatienceMs).catch(() => {})
  }
}
