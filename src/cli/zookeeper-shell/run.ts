import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import { parseInteger } from './java-numbers.ts'
import { Shell } from './shell.ts'
import { withoutTlsFile } from './tls-file.ts'

const defaultTimeoutMs = 30_000
/** As after the signal that Ctrl-C stands for. */
const interruptedExitCode = 130
const usage = 'USAGE: zookeeper-shell zookeeper_host:port[/path] [-zk-tls-config-file file] [args...]'

/** zookeeper-shell from its arguments to its exit code. */
export async function runShell(context: CommandContext): Promise<number> {
  const [server, ...rest] = context.args
  if (server === undefined) {
    printLine(context.stdout, usage)
    return 1
  }
  const start = readArguments(withoutTlsFile(rest, context.cwd), context)
  printLine(context.stdout, `Connecting to ${server}`)
  const shell = new Shell(context, server, start.timeoutMs)
  if (start.command !== undefined) await shell.run(start.command)
  else if (await readCommands(context, shell)) return interruptedExitCode
  shell.leave()
  if (shell.exitCode !== 0) logExit(context, shell.exitCode)
  return shell.exitCode
}

function logExit({ logger }: CommandContext, exitCode: number): void {
  logger.named('org.apache.zookeeper.util.ServiceUtils').error(`Exiting JVM with code ${exitCode}`)
}

/** True when Ctrl-C ended it. */
async function readCommands(context: CommandContext, shell: Shell): Promise<boolean> {
  printLine(context.stdout, 'Welcome to ZooKeeper!')
  if (context.stdin.isTerminal && context.stdout.isTerminal) {
    const { readFromTerminal } = await import('./terminal.ts')
    return readFromTerminal(context, shell)
  }
  printLine(context.stdout, 'JLine support is disabled')
  await readFromPipe(context, shell)
  return false
}

async function readFromPipe(context: CommandContext, shell: Shell): Promise<void> {
  const { createInterface } = await import('node:readline')
  for await (const line of createInterface({ input: context.stdin.stream, crlfDelay: Number.POSITIVE_INFINITY })) {
    await shell.runLine(line)
    if (shell.ended) return
  }
}

interface Start {
  timeoutMs: number
  /** Words of the one command to run. */
  command: readonly string[] | undefined
}

/** The options that ZooKeeper's shell takes before the command. */
function readArguments(args: readonly string[], context: CommandContext): Start {
  let timeoutMs = defaultTimeoutMs
  for (let at = 0; at < args.length; at++) {
    const word = args[at] ?? ''
    if (word === '-timeout') {
      const value = args[++at]
      if (value === undefined) printLine(context.stderr, 'Error: no argument found for option -timeout')
      else timeoutMs = readTimeout(value)
    } else if (!word.startsWith('-')) return { timeoutMs, command: args.slice(at) }
  }
  return { timeoutMs, command: undefined }
}

function readTimeout(text: string): number {
  const value = parseInteger(text, 'int32')
  if (value === undefined) throw new JavaException('java.lang.NumberFormatException', `For input string: "${text}"`)
  return Number(value)
}
