import { createInterface, type Interface } from 'node:readline'
import { Writable } from 'node:stream'
import chalk from 'chalk'
import type { SessionState } from '../../zookeeper/client/session-state.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { type Output, printLine } from '../kit/output.ts'
import { completeLine } from './complete.ts'
import type { Shell } from './shell.ts'

const connectionPatienceMs = 300
const clearLine = '\r\x1b[J'

/** Reads commands at a prompt until `quit`, Ctrl-D, or Ctrl-C on an empty line; Ctrl-C elsewhere drops the line. */
export async function readFromTerminal(context: CommandContext, shell: Shell): Promise<void> {
  printLine(context.stdout, 'JLine support is enabled')
  const lines = openPrompt(context, shell)
  const stop = shell.onEvent({
    before: () => {
      if (lines.atPrompt) context.stdout.write(clearLine)
    },
    after: () => {
      if (lines.atPrompt) lines.show()
    },
  })
  for (let line = await lines.next(); line !== undefined && !shell.ended; ) {
    await shell.runLine(line)
    line = shell.ended ? undefined : await lines.next()
  }
  stop()
  lines.close()
}

interface Prompt {
  readonly atPrompt: boolean
  show(): void
  /** undefined at the end. */
  next(): Promise<string | undefined>
  close(): void
}

function openPrompt(context: CommandContext, shell: Shell): Prompt {
  const readline = createInterface({
    input: context.stdin.stream,
    output: terminalStream(context.stdout),
    terminal: true,
    historySize: 1000,
    completer: (line: string, done: (error: null, result: [string[], string]) => void) => {
      completeLine(line, shell.zookeeper).then((result) => done(null, result))
    },
  })
  let atPrompt = false
  return {
    get atPrompt() {
      return atPrompt
    },
    show: () => {
      readline.setPrompt(promptText(shell))
      readline.prompt(true)
    },
    next: async () => {
      await settleConnection(shell)
      readline.setPrompt(promptText(shell))
      atPrompt = true
      const line = await readLine(readline)
      atPrompt = false
      return line
    },
    close: () => readline.close(),
  }
}

/** A new connection is mostly there at once: then its news stands before the prompt and not in the middle of it. */
async function settleConnection({ zookeeper }: Shell): Promise<void> {
  if (zookeeper.sessionId === 0n && zookeeper.state === 'Disconnected') {
    await zookeeper.connected(connectionPatienceMs).catch(() => {})
  }
}

function readLine(readline: Interface): Promise<string | undefined> {
  return new Promise((resolve) => {
    const ended = (line: string | undefined) => {
      readline.off('line', ended).off('close', closed).off('SIGINT', interrupted)
      resolve(line)
    }
    const closed = () => ended(undefined)
    const interrupted = () => {
      if (readline.line === '') return closed()
      readline.write(null, { ctrl: true, name: 'e' })
      readline.write(null, { ctrl: true, name: 'u' })
    }
    readline.on('line', ended).on('close', closed).on('SIGINT', interrupted)
    readline.prompt()
  })
}

const stateNames: Record<SessionState, string> = {
  SyncConnected: chalk.green('CONNECTED'),
  Disconnected: chalk.yellow('CONNECTING'),
  AuthFailed: chalk.red('AUTH_FAILED'),
  Expired: chalk.red('CLOSED'),
  Closed: chalk.red('CLOSED'),
}

function promptText(shell: Shell): string {
  return `[zk: ${shell.server}(${stateNames[shell.zookeeper.state]}) ${shell.count}] `
}

/** The output as a stream, which readline wants. */
function terminalStream(output: Output): Writable {
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      output.write(chunk)
      done()
    },
  })
  return Object.defineProperty(stream, 'columns', { get: () => output.columns })
}
