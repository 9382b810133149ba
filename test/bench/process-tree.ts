import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

/** Clock ticks in a second, as /proc counts them on Linux. */
const ticks = 100

/** The fields of /proc/PID/stat behind the name; undefined when the process is gone. */
function stat(pid: number): string[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** The process and all below it. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(stat(Number(name))?.[1])
    children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const all = [root]
  for (const pid of all) all.push(...(children.get(pid) ?? []))
  return all
}

/** User and system seconds of the trees, with those of children that have ended. */
export function cpuSeconds(roots: readonly number[]): number {
  const fields = roots.flatMap(processTree).map((pid) => stat(pid)?.slice(11, 15) ?? [])
  return fields.flat().reduce((sum, value) => sum + Number(value), 0) / ticks
}

/** Proportional share of memory in MiB, so that forked workers do not count twice. */
export function memory(roots: readonly number[]): number {
  const sizes = roots
    .flatMap(processTree)
    .map((pid) => field(pid, 'smaps_rollup', 'Pss') ?? field(pid, 'status', 'VmRSS') ?? 0)
  return sizes.reduce((sum, value) => sum + value, 0) / 1024
}

function field(pid: number, file: string, name: string): number | undefined {
  try {
    const match = new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${pid}/${file}`, 'latin1'))
    return match ? Number(match[1]) : undefined
  } catch {
    return undefined
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // It is gone already.
  }
}

export function isAlive(pid: number): boolean {
  return (stat(pid)?.[0] ?? 'Z') !== 'Z'
}

export async function stopTree(root: number): Promise<void> {
  const all = processTree(root)
  const alive = () => all.filter(isAlive)
  for (const pid of all) signal(pid, 'SIGTERM')
  for (let i = 0; i < 200 && alive().length > 0; i++) await pause(50)
  for (const pid of alive()) signal(pid, 'SIGKILL')
}
