import type { Clock, Timer } from '../../base/clock.ts'

interface Session {
  deadline: number
  /** When the armed timer fires; it looks at the deadline then. */
  firesAt: number
  timer: Timer
}

/** The sessions of one group's members. A sign of life only moves a deadline: timers are armed once in a session's length. */
export class SessionTimers {
  readonly #clock: Clock
  readonly #onExpired: (memberId: string) => void
  readonly #sessions = new Map<string, Session>()

  constructor(clock: Clock, onExpired: (memberId: string) => void) {
    this.#clock = clock
    this.#onExpired = onExpired
  }

  start(memberId: string, timeoutMs: number): void {
    const deadline = this.#clock.elapsed() + timeoutMs
    const known = this.#sessions.get(memberId)
    if (known && known.firesAt <= deadline) {
      known.deadline = deadline
      return
    }
    known?.timer.cancel()
    this.#sessions.set(memberId, { deadline, firesAt: deadline, timer: this.#arm(memberId, timeoutMs) })
  }

  stop(memberId: string): void {
    this.#sessions.get(memberId)?.timer.cancel()
    this.#sessions.delete(memberId)
  }

  stopAll(): void {
    for (const memberId of [...this.#sessions.keys()]) this.stop(memberId)
  }

  #arm(memberId: string, milliseconds: number): Timer {
    return this.#clock.after(Math.max(1, Math.ceil(milliseconds)), () => this.#fired(memberId))
  }

  #fired(memberId: string): void {
    const session = this.#sessions.get(memberId)
    if (!session) return
    const left = session.deadline - this.#clock.elapsed()
    if (left > 0) {
      session.firesAt = session.deadline
      session.timer = this.#arm(memberId, left)
      return
    }
    this.#sessions.delete(memberId)
    this.#onExpired(memberId)
  }
}
