import type { Clock, Timer } from '../../base/clock.ts'
import { GlobalSessions } from './global-sessions.ts'

/** Sessions that only one server of an ensemble knows: it keeps their time, and they cost no transaction. */
export class LocalSessions extends GlobalSessions {
  readonly #clock: Clock
  #expiry: Timer | undefined

  constructor(clock: Clock, tickMs: number, serverId: number) {
    super(clock, tickMs, serverId)
    this.#clock = clock
  }

  /** `ended` hears of those whose clients were silent for too long, all of a tick at once; they are forgotten then. */
  start(ended: (ids: readonly bigint[]) => void): void {
    this.#expiry = this.#clock.after(this.table.untilNextTick(this.#clock.elapsed()), () => {
      const ids = this.table.expired(this.#clock.elapsed()).map(({ id }) => id)
      for (const id of ids) this.table.remove(id)
      if (ids.length > 0) ended(ids)
      this.start(ended)
    })
  }

  stop(): void {
    this.#expiry?.cancel()
  }
}
