import { execFileSync } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'
import { Writable } from 'node:stream'
import type { CommandContext } from '../kit/command-context.ts'
import type { MessageSink } from './message-sink.ts'

const prompt = '>'

/**
 * A `>` before each line; line editing and history where the terminal can do it. In raw mode it gives Ctrl-C as a key and
 * not as a signal: `interruption` is aborted by it, and ends the reading whoever aborts it.
 */
export async function readTerminal(
  context: CommandContext,
  sink: MessageSink,
  interruption: AbortController,
): Promise<void> {
  const canEdit = hasEcho(context)
  const lines = createInterface({
    input: context.stdin.stream,
    output: canEdit ? writableOf(context) : undefined,
    terminal: canEdit,
    prompt,
  })
  interruption.signal.addEventListener('abort', () => lines.close())
  lines.on('SIGINT', () => interruption.abort())
  await eachLine(lines, canEdit ? () => lines.prompt() : () => context.stdout.write(prompt), (line) => sink.line(line))
}

/** Lines come faster than they can be sent when text is pasted: they wait for each other. */
function eachLine(lines: Interface, ask: () => void, take: (line: string) => Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    let last = Promise.resolve()
    ask()
    lines.on('line', (line) => {
      last = last.then(() => take(line)).then(ask)
      last.catch((error: unknown) => {
        reject(error)
        lines.close()
      })
    })
    lines.on('close', () => last.then(resolve, reject))
  })
}

/** Who turned echo off, or has a terminal that can't move its cursor, gets the bare prompt. */
function hasEcho({ env }: CommandContext): boolean {
  if (env.TERM === undefined || env.TERM === 'dumb') return false
  try {
    return / echo /.test(execFileSync('stty', ['-a'], { stdio: ['inherit', 'pipe', 'ignore'], encoding: 'utf8' }))
  } catch {
    return false
  }
}

function writableOf({ stdout }: CommandContext): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      stdout.write(chunk)
      done()
    },
  })
}
