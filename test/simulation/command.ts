import { fork } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import type { Violation } from './drive.ts'
import type { World } from './world.ts'

/** What a run of one seed came to. */
export interface Outcome {
  readonly seed: number
  readonly violations: readonly Violation[]
  /** Of everything that happened: the same for the same seed. */
  readonly hash: string
  readonly virtualMs: number
  readonly events: number
}

/** What every simulation's run came to. */
export function outcomeOf(seed: number, { trace, time }: World, violations: readonly Violation[]): Outcome {
  return { seed, violations, hash: trace.hash, virtualMs: time.now, events: time.events }
}

export interface RunOptions {
  /** Receives the lines of the trace. */
  readonly write?: (line: string) => void
}

export type Run<O extends Outcome> = (seed: number, options?: RunOptions) => Promise<O>

function argument(name: string, otherwise: string): string {
  const at = process.argv.indexOf(name)
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise)
}

/**
 * A program that runs seeds:
 *
 *     --seed 17 [--trace]            one run, told or, with --trace, with everything that happens in it
 *     --seed 1 --count 10000 [--processes 2] [--log FILE]
 *
 * @param work what the run's load came to, in a few words
 */
export async function simulate<O extends Outcome>(run: Run<O>, work: (outcome: O) => string): Promise<void> {
  const processes = Number(argument('--processes', '1'))
  const failures = await (processes > 1 ? runInProcesses(processes) : runSome(run, work))
  process.exitCode = failures > 0 ? 1 : 0
}

const progressEvery = 1000
const first = Number(argument('--seed', process.env.KAFKABOX_SEED ?? '1'))
const count = Number(argument('--count', '1'))
const step = Number(argument('--step', '1'))
const log = argument('--log', '')
const isTraced = process.argv.includes('--trace')

function tell(line: string): void {
  console.log(line)
  if (log !== '') appendFileSync(log, `${line}\n`)
}

function describe({ seed, hash, virtualMs, events, violations }: Outcome, work: string): string {
  const seconds = (virtualMs / 1000).toFixed(1)
  const head = `seed ${seed} ${hash}: ${seconds} virtual s, ${events} events, ${work}`
  return [head, ...violations.slice(0, 5).map(({ kind, text }) => `  ${kind}: ${text}`)].join('\n')
}

async function runSome<O extends Outcome>(run: Run<O>, work: (outcome: O) => string): Promise<number> {
  let failures = 0
  let done = 0
  for (let seed = first; seed < first + count; seed += step) {
    const outcome = await run(seed, isTraced ? { write: (line) => process.stdout.write(line) } : {})
    if (outcome.violations.length > 0) failures++
    if (outcome.violations.length > 0 || count === 1) tell(describe(outcome, work(outcome)))
    if (++done % progressEvery === 0) tell(`${done} seeds up to ${seed}, ${failures} failed`)
  }
  const { user, system } = process.cpuUsage()
  const seeds = Math.ceil(count / step)
  const each = ((user + system) / 1000 / seeds).toFixed(0)
  tell(`${seeds} seeds from ${first}, ${failures} failed, ${each} ms of CPU each`)
  return failures
}

/** Each process takes every n-th seed. */
function runInProcesses(processes: number): Promise<number> {
  const one = (index: number) => {
    const options = ['--seed', String(first + index), '--count', String(count - index), '--step', String(processes)]
    const child = fork(process.argv[1] ?? '', log === '' ? options : [...options, '--log', log])
    return new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? 1)))
  }
  const all = Array.from({ length: processes }, (_, index) => one(index))
  return Promise.all(all).then((codes) => Math.max(...codes))
}
