import { type Clock, pause } from '../../base/clock.ts'
import { askControl } from '../control/control-socket.ts'
import { LabError } from '../lab-error.ts'
import { upName } from '../up/up-control.ts'
import { dockerArguments, type OptionTable } from './arguments.ts'
import type { Container } from './containers.ts'

export const logOptions: OptionTable = {
  letters: { f: 'follow', n: 'tail', t: 'timestamps' },
  withValue: ['tail', 'since', 'until'],
}

const pollMs = 200

/** Writes what the container's server logged, and goes on doing so with `--follow`, until aborted. */
export async function showLogs(
  { run, clock, write, signal }: { run: string; clock: Clock; write: (text: string) => void; signal: AbortSignal },
  { server }: Container,
  args: readonly string[],
): Promise<void> {
  const { options } = dockerArguments(args, logOptions, false)
  const tail = Number(options.get('tail')?.at(-1))
  let part = await logPart(run, server.pid, server.name, 0)
  write((tail >= 0 ? part.lines.slice(part.lines.length - Math.min(tail, part.lines.length)) : part.lines).join(''))
  if (!options.has('follow')) return
  while (!signal.aborted) {
    await pause(clock, pollMs)
    part = await logPart(run, server.pid, server.name, part.next).catch(() => ({ lines: [], next: -1 }))
    write(part.lines.join(''))
    if (part.next < 0) return
  }
}

async function logPart(run: string, pid: number | undefined, server: string, from: number) {
  const answer = await askControl(run, upName(pid ?? 0), { verb: 'logs', server, from })
  if (typeof answer === 'object' && answer !== null && 'lines' in answer && 'next' in answer) {
    const { lines, next } = answer
    if (Array.isArray(lines) && typeof next === 'number') return { lines: lines.map(String), next }
  }
  throw new LabError(`${server} does not answer any more`)
}
