import path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Bindings, difference, matchLines, outputLines } from './patterns.ts'
import type { Shell } from './processes.ts'
import type { ServerMode } from './server-mode.ts'
import { Stage } from './stage.ts'
import { isCheck, readTranscript, type Step } from './transcript.ts'

export interface PlayOptions {
  /** Folder of executables named as in Kafka's bin/. */
  bin: string
  servers: ServerMode
  /** Seconds that a step may take. */
  timeout: number
  verbose: boolean
  keep: boolean
}

export interface Outcome {
  passed: number
  failed: number
}

interface Seen {
  out: string
  err: string
  exitCode: number | undefined
}

interface Verdict {
  good: boolean
  notes: string[]
}

/** Plays one transcript from its first step to its last and prints what differs. */
export async function play(file: string, options: PlayOptions): Promise<Outcome> {
  const { steps } = readTranscript(file)
  const checks = steps.filter(isCheck).length
  const outcome: Outcome = { passed: 0, failed: 0 }
  const name = path.basename(file, '.txt')
  if (checks === 0) {
    console.log(`FAIL ${name}: the file has no steps`)
    return { passed: 0, failed: 1 }
  }
  const stage = new Stage(options.bin, options.servers)
  const player = new Player(stage, options, (step, verdict) => report(name, step, verdict, outcome, options))
  const start = Date.now()
  try {
    await player.playAll(steps)
  } catch (error) {
    const left = checks - outcome.passed - outcome.failed
    console.log(`FAIL ${name}: ${error instanceof Error ? error.message : error}\n     ${left} steps not run`)
    outcome.failed += left || 1
  } finally {
    await stage.close(options.keep)
  }
  const seconds = ((Date.now() - start) / 1000).toFixed(1)
  const state = outcome.failed > 0 ? 'not ok' : 'ok'
  console.log(`${state}  ${name}: ${outcome.passed}/${outcome.passed + outcome.failed} steps in ${seconds} s`)
  return outcome
}

function report(name: string, step: Step, verdict: Verdict, outcome: Outcome, options: PlayOptions): void {
  const sign = step.kind === 'run' ? '$ ' : step.kind === 'poll' ? '~ ' : `@${step.kind} `
  const label = `${name}:${step.line} ${sign}${step.command || step.rest}`
  if (verdict.good) {
    outcome.passed++
    if (options.verbose) console.log(`  ok   ${label}`)
    return
  }
  outcome.failed++
  console.log([`FAIL ${label}`, ...verdict.notes.map((note) => `     ${note}`)].join('\n'))
}

class Player {
  #bindings: Bindings = {}
  #nextTimeout: number | undefined
  readonly #stage: Stage
  readonly #options: PlayOptions
  readonly #settle: (step: Step, verdict: Verdict) => void

  constructor(stage: Stage, options: PlayOptions, settle: (step: Step, verdict: Verdict) => void) {
    this.#stage = stage
    this.#options = options
    this.#settle = settle
  }

  async playAll(steps: readonly Step[]): Promise<void> {
    let starting = false
    for (const step of steps) {
      if (starting && step.kind !== 'broker') {
        await this.#stage.brokersReady()
        starting = false
      }
      if (step.kind === 'broker') starting = true
      await this.#play(step)
    }
  }

  #play(step: Step): Promise<void> | void {
    const stage = this.#stage
    const first = step.args[0] ?? ''
    switch (step.kind) {
      case 'zookeeper':
        return stage.startZookeeper(step)
      case 'broker':
        return stage.startBroker(step)
      case 'ready':
        return stage.brokersReady()
      case 'cd':
        stage.cwd = path.resolve(stage.work, step.rest)
        return
      case 'timeout':
        this.#nextTimeout = Number(first)
        return
      case 'pause':
        return pause(Number(first) * 1000)
      case 'scratch':
        return stage.clearScratch(step.args)
      case 'file':
        return stage.writeFile(
          step.rest,
          this.#input(step, (line) => line.replaceAll('$WORK', stage.work)),
        )
      case 'spawn':
        stage.processes.set(step.name, stage.run(this.#fill(step.command)))
        return
      case 'send':
        stage.process(step).child.stdin?.write(this.#input(step))
        return
      case 'eof':
        stage.process(step).child.stdin?.end()
        return
      case 'signal':
        return stage.process(step).signal(`SIG${step.args[1] ?? 'TERM'}`)
      case 'run':
        return this.#run(step)
      case 'poll':
        return this.#poll(step)
      case 'wait':
        return this.#wait(step)
      case 'exit':
        return this.#exit(step)
    }
  }

  async #run(step: Step): Promise<void> {
    const shell = this.#stage.run(this.#fill(step.command), this.#input(step))
    await shell.finish(this.#limit())
    this.#settle(step, this.#judge(step, shell))
  }

  async #poll(step: Step): Promise<void> {
    const end = Date.now() + this.#limit()
    // Ever slower: what takes long is waited for beside other scenarios that need the processor.
    for (let wait = 300; ; wait = Math.min(1000, wait * 1.3)) {
      const shell = this.#stage.run(this.#fill(step.command), this.#input(step))
      await shell.finish(Math.max(1000, end - Date.now() + 5000))
      const verdict = this.#judge(step, shell)
      if (verdict.good || Date.now() > end) return this.#settle(step, verdict)
      await pause(wait)
    }
  }

  async #wait(step: Step): Promise<void> {
    const shell = this.#stage.process(step)
    const end = Date.now() + this.#limit()
    for (;;) {
      const seen = fresh(shell)
      const verdict = this.#judge(step, { ...seen, exitCode: undefined }, true)
      const late = Date.now() > end
      if (late || (verdict.good && step.stdout.length > 0)) shell.comparedOut += seen.out.length
      if (late || (verdict.good && step.stderr.length > 0)) shell.comparedErr += seen.err.length
      if (late || verdict.good) return this.#settle(step, verdict)
      await pause(50)
    }
  }

  async #exit(step: Step): Promise<void> {
    const name = step.args[0] ?? ''
    const shell = this.#stage.process(step)
    await shell.finish(this.#limit())
    const isServer = /^(broker-|zookeeper)/.test(name)
    const verdict = this.#judge(step, { ...fresh(shell), exitCode: shell.exitCode }, isServer)
    if (!verdict.good && shell.endedBy) verdict.notes.push(`ended by ${shell.endedBy}`)
    this.#settle(step, verdict)
    this.#stage.processes.delete(name)
  }

  /** `onlyMentioned`: a stream of which the step says nothing is not compared. */
  #judge(step: Step, seen: Seen, onlyMentioned = false): Verdict {
    const notes: string[] = []
    let bindings: Bindings = this.#bindings
    for (const stream of ['stdout', 'stderr'] as const) {
      const expected = step[stream]
      if (onlyMentioned && expected.length === 0) continue
      const lines = outputLines(stream === 'stdout' ? seen.out : seen.err)
      const matched = matchLines(expected, lines, bindings)
      if (matched) bindings = matched
      else notes.push(`--- expected ${stream}`, `+++ actual ${stream}`, ...difference(expected, lines))
    }
    const wanted = step.exitCode ?? '0'
    if (seen.exitCode !== undefined && wanted !== '*' && Number(wanted) !== seen.exitCode) {
      notes.push(`exit code: expected ${wanted}, got ${seen.exitCode}`)
    }
    if (notes.length === 0) this.#bindings = bindings
    return { good: notes.length === 0, notes }
  }

  #fill(text: string): string {
    return text.replace(/<([a-z-]+:[\w-]+)>/g, (whole, name: string) => this.#bindings[name] ?? whole)
  }

  #input(step: Step, change = (line: string) => line): string {
    return step.stdin.map((line) => `${this.#fill(change(line))}\n`).join('')
  }

  #limit(): number {
    const seconds = this.#nextTimeout ?? this.#options.timeout
    this.#nextTimeout = undefined
    return seconds * 1000
  }
}

function fresh(shell: Shell): { out: string; err: string } {
  return { out: shell.out.slice(shell.comparedOut), err: shell.err.slice(shell.comparedErr) }
}
