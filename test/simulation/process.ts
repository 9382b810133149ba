import type { Clock, Timer } from '../../src/base/clock.ts'
import { createLogger, type Logger, silentLogger } from '../../src/base/logger.ts'
import type { SeededRandom } from './seeded-random.ts'
import type { Trace } from './trace.ts'
import type { VirtualTime } from './virtual-time.ts'

/** When the world begins: 2026-01-01 00:00:00 UTC. */
const epochMs = 1_767_225_600_000

/**
 * What runs on a machine: its timers and what arrives for it go through here, so that it can be frozen (SIGSTOP: time
 * goes on without it) and killed (nothing of it ever runs again).
 */
export class Process {
  readonly name: string
  readonly random: SeededRandom
  /** Milliseconds by which its wall clock is wrong. */
  wallOffset = 0
  readonly #time: VirtualTime
  readonly #trace: Trace
  #state: 'running' | 'frozen' | 'dead' = 'running'
  #held: (() => void)[] = []
  #atDeath: (() => void)[] = []

  constructor(name: string, time: VirtualTime, random: SeededRandom, trace: Trace) {
    this.name = name
    this.random = random
    this.#time = time
    this.#trace = trace
  }

  get isDead(): boolean {
    return this.#state === 'dead'
  }

  get isFrozen(): boolean {
    return this.#state === 'frozen'
  }

  readonly clock: Clock = {
    now: () => epochMs + Math.floor(this.#time.now + this.wallOffset),
    elapsed: () => this.#time.now,
    // As setTimeout: a whole number of milliseconds, at least one.
    after: (milliseconds, task) => this.schedule(Math.max(1, Math.trunc(milliseconds)), task),
    soon: (task) => void this.schedule(0, task),
  }

  /** Its log goes to the trace. */
  logger(level: 'DEBUG' | 'INFO' | 'WARN'): Logger {
    if (!this.#trace.isWritten) return silentLogger
    const write = (line: string) => this.#trace.say(this.name, line.slice(26).trimEnd())
    return createLogger({ clock: this.clock, name: this.name, level, write })
  }

  schedule(delay: number, task: () => void): Timer {
    let isCancelled = false
    const event = this.#time.schedule(delay, () => this.run(() => isCancelled || task()))
    return {
      cancel() {
        isCancelled = true
        event.cancel()
      },
    }
  }

  /** Runs the task now, when the process thaws, or never. */
  run(task: () => void): void {
    if (this.#state === 'running') task()
    else if (this.#state === 'frozen') this.#held.push(task)
  }

  atDeath(task: () => void): void {
    this.#atDeath.push(task)
  }

  freeze(): void {
    if (this.#state === 'running') this.#state = 'frozen'
  }

  /** All that was due meanwhile comes at once. */
  thaw(): void {
    if (this.#state !== 'frozen') return
    this.#state = 'running'
    for (const task of this.#held.splice(0)) this.#time.schedule(0, () => this.run(task))
  }

  kill(): void {
    this.#state = 'dead'
    this.#held = []
    for (const task of this.#atDeath.splice(0)) task()
  }
}
