import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import { readArguments } from './arguments.ts'
import { parseInteger } from './java-numbers.ts'
import { Shell, type ShellConnection } from './shell.ts'
import { kafkaToolSecurity, withoutTlsFile } from './tls-file.ts'

/** As after the signal that Ctrl-C stands for. */
const interruptedExitCode = 130
const usage = 'USAGE: zookeeper-shell zookeeper_host:port[/path] [-zk-tls-config-file file] [args...]'
const usageHead = 'ZooKeeper -server host:port [-zk-tls-config-file <file>] cmd args'

/** zookeeper-shell from its arguments to its exit code. */
export async function runShell(context: CommandContext): Promise<number> {
  if (context.args.length === 0) {
    printLine(context.stdout, usage)
    return 1
  }
  const { words, file } = withoutTlsFile(context.args)
  const security = await kafkaToolSecurity(context, file)
  const { server, timeout, readOnly, command } = readArguments(['-server', ...words], context)
  printLine(context.stdout, `Connecting to ${server}`)
  if (readOnly && file !== undefined) {
    throw new JavaException(
      'java.lang.IllegalArgumentException',
      'read-only mode (-r) is not supported with an explicit TLS config (-zk-tls-config-file)',
    )
  }
  return converse(context, { server, readOnly, timeoutMs: readTimeout(timeout), security, usageHead }, command)
}

/** Runs the one command, or those that are typed or piped; gives the exit code. */
export async function converse(
  context: CommandContext,
  connection: ShellConnection,
  command: readonly string[] | undefined,
): Promise<number> {
  const shell = new Shell(context, connection)
  await shell.ready()
  if (command !== undefined) await shell.run(command)
  else if (await readCommands(context, shell)) return interruptedExitCode
  shell.leave()
  if (shell.exitCode !== 0) logExit(context, shell.exitCode)
  return shell.exitCode
}

export function logExit({ logger }: CommandContext, exitCode: number): void {
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

/** Milliseconds. */
export function readTimeout(text: string): number {
  const value = parseInteger(text, 'int32')
  if (value === undefined) throw new JavaException('java.lang.NumberFormatException', `For input string: "${text}"`)
  return Number(value)
}
