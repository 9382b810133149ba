interface Sample {
  readonly start: number
  total: number
}

/** How much per second, over the last few windows of time; as Kafka's quotas measure it. */
export class WindowedRate {
  readonly #windows: number
  readonly #windowMs: number
  #samples: Sample[] = []

  constructor(windows: number, windowMs: number) {
    this.#windows = windows
    this.#windowMs = windowMs
  }

  /** @param now monotonic time in milliseconds */
  record(amount: number, now: number): void {
    this.#forget(now)
    const last = this.#samples.at(-1)
    if (last !== undefined && now - last.start < this.#windowMs) last.total += amount
    else this.#samples.push({ start: now, total: amount })
  }

  perSecond(now: number): number {
    this.#forget(now)
    const [oldest] = this.#samples
    if (oldest === undefined) return 0
    const total = this.#samples.reduce((sum, sample) => sum + sample.total, 0)
    return (total * 1000) / Math.max(now - oldest.start, this.#windowMs)
  }

  #forget(now: number): void {
    const horizon = now - this.#windows * this.#windowMs
    if ((this.#samples[0]?.start ?? now) > horizon) return
    this.#samples = this.#samples.filter(({ start }) => start > horizon)
  }
}
