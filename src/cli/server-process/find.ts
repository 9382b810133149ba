import { execFileSync } from 'node:child_process'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { signalledServer } from './results.ts'

interface FoundProcess {
  readonly pid: number
  /** What stands behind the executable's name. */
  readonly words: readonly string[]
}

/** The processes on this machine that run one of this project's executables, whoever started them. */
function findProcesses(executable: string): FoundProcess[] {
  const listing = execFileSync('ps', ['ax', '-ww', '-o', 'pid=,args='], { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 })
  const running = new RegExp(`^\\s*(\\d+) \\S*node\\S*(?: -\\S+)* \\S*/${executable}(?:\\.sh|\\.js)?(?: (.*))?$`)
  return listing.split('\n').flatMap((line) => {
    const [, pid, words = ''] = running.exec(line) ?? []
    return pid === undefined ? [] : [{ pid: Number(pid), words: words.split(' ').filter(Boolean) }]
  })
}

/**
 * What Kafka's `*-server-stop` scripts do: a signal (`SIGNAL`, else TERM) to every such process, or to those whose
 * arguments are `wanted`, and no waiting. Gives the exit code; `none` is what Kafka says where there is no process.
 */
export function stopProcesses(
  { env, report, stdout }: CommandContext,
  executable: string,
  none: string,
  wanted: (words: readonly string[]) => boolean = () => true,
): number {
  const signal = signalOf(env.SIGNAL)
  const found = findProcesses(executable).filter(({ words }) => wanted(words))
  for (const { pid } of found) send(pid, signal)
  const signalled = found.map(({ pid }) => ({ pid, signal }))
  report.results(signalledServer, signalled, () => '')
  if (found.length > 0) return 0
  report.failure(new Error(none), () => printLine(stdout, none))
  return 1
}

function signalOf(name = 'TERM'): string {
  return name.startsWith('SIG') ? name : `SIG${name}`
}

/** Between finding and signalling it a process may end. */
function send(pid: number, signal: string): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
