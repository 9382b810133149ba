/**
 * Things that end unless they are touched in time. Ends are rounded up to whole ticks, so that many things end
 * together and a touch mostly costs nothing. Pure: the time is handed in, in milliseconds of a monotonic clock.
 */
export class ExpiryQueue<T> {
  readonly #tick: number
  readonly #ends = new Map<T, number>()
  readonly #buckets = new Map<number, Set<T>>()

  constructor(tickMs: number) {
    this.#tick = tickMs
  }

  /** (Re)starts the time of a thing. */
  touch(thing: T, timeout: number, now: number): void {
    const end = this.#roundUp(now + timeout)
    const before = this.#ends.get(thing)
    if (before === end) return
    if (before !== undefined) this.#leave(thing, before)
    this.#ends.set(thing, end)
    const bucket = this.#buckets.get(end)
    if (bucket === undefined) this.#buckets.set(end, new Set([thing]))
    else bucket.add(thing)
  }

  remove(thing: T): void {
    const end = this.#ends.get(thing)
    if (end === undefined) return
    this.#ends.delete(thing)
    this.#leave(thing, end)
  }

  /** Takes out all that ended by now. */
  expired(now: number): T[] {
    const gone: T[] = []
    for (const [end, bucket] of [...this.#buckets]) {
      if (end > now) continue
      gone.push(...bucket)
      this.#buckets.delete(end)
    }
    for (const thing of gone) this.#ends.delete(thing)
    return gone
  }

  /** Milliseconds until the next tick, when something may end. */
  untilNextTick(now: number): number {
    return Math.max(1, Math.ceil(this.#roundUp(now) - now))
  }

  /** The ends to come with what ends then, soonest first. */
  *pending(): Iterable<[end: number, things: ReadonlySet<T>]> {
    yield* [...this.#buckets].sort(([a], [b]) => a - b)
  }

  #roundUp(time: number): number {
    return (Math.floor(time / this.#tick) + 1) * this.#tick
  }

  #leave(thing: T, end: number): void {
    const bucket = this.#buckets.get(end)
    bucket?.delete(thing)
    if (bucket?.size === 0) this.#buckets.delete(end)
  }
}
