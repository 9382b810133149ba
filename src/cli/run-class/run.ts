import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import { startDaemon } from '../server-process/daemon.ts'
import { commandOfClass } from './classes.ts'

interface Invocation {
  readonly isDaemon: boolean
  /** What the daemon's output file is called. */
  readonly daemonName: string
  readonly className: string | undefined
  readonly rest: readonly string[]
}

/** Runs our command for the class. Gives its exit code. */
export async function runClass(context: CommandContext): Promise<number> {
  const { isDaemon, daemonName, className, rest } = readArguments(context.args)
  if (className === undefined) {
    const script = process.argv[1] ?? 'kafka-run-class'
    printLine(context.stdout, `USAGE: ${script} [-daemon] [-name servicename] [-loggc] classname [opts]`)
    return 1
  }
  const command = commandOfClass(className)
  if (command === undefined) return refuse(context, className)
  const launcher = path.join(__dirname, '../bin', command)
  if (!existsSync(launcher)) return refuse(context, className)
  if (isDaemon) return startDaemon(context, daemonName, [className, ...rest])
  return endOf(context, spawn(process.execPath, [launcher, ...rest], { stdio: 'inherit', env: context.env }))
}

/** As the script reads them: flags in any order, up to the first word that is none. */
function readArguments(args: readonly string[]): Invocation {
  let [isDaemon, daemonName, at] = [false, 'kafkaServer', 0]
  for (; at < args.length; at++) {
    if (args[at] === '-name') daemonName = args[++at] ?? ''
    else if (args[at] === '-daemon') isDaemon = true
    else if (args[at] !== '-loggc') break
  }
  return { isDaemon, daemonName, className: args[at], rest: args.slice(at + 1) }
}

function refuse({ report, stderr }: CommandContext, className: string): number {
  const why = 'There is no Java here: only the classes of the commands beside this script can be run'
  report.failure(new JavaException('java.lang.ClassNotFoundException', className), () =>
    printLine(stderr, `Error: Could not find or load main class ${className}. ${why}.`),
  )
  return 1
}

/** Hands signals on, and waits: a terminal's Ctrl-C reaches both, another's TERM only us. */
function endOf({ signal }: CommandContext, child: ChildProcess): Promise<number> {
  signal.addEventListener('abort', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code) => resolve(code ?? 1))
  })
}
