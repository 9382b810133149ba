import type { Clock } from '../../base/clock.ts'
import type { SessionBook } from '../processors/commit-source.ts'
import { Sessions } from './sessions.ts'

/** The sessions of a server that keeps their time itself: it stands alone, or leads. */
export class GlobalSessions implements SessionBook {
  readonly table: Sessions
  readonly #clock: Clock

  constructor(clock: Clock, tickMs: number, serverId: number) {
    this.#clock = clock
    this.table = new Sessions(tickMs, serverId, clock.now())
  }

  newId(): bigint {
    return this.table.newId()
  }

  begin(id: bigint, timeout: number): void {
    this.table.track(id, timeout, this.#clock.elapsed())
  }

  touch(id: bigint, timeout: number): boolean {
    return this.table.touch(id, timeout, this.#clock.elapsed())
  }

  renew(id: bigint, timeout: number, answer: (isAlive: boolean) => void): void {
    answer(this.touch(id, timeout))
  }

  get size(): number {
    return this.table.size
  }

  pending(): Iterable<[end: number, ids: ReadonlySet<bigint>]> {
    return this.table.pending()
  }
}
