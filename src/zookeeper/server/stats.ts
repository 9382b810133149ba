/** Times between a request's arrival and its answer, in milliseconds. */
export class Latency {
  min = 0
  max = 0
  last = 0
  count = 0
  total = 0

  add(milliseconds: number): void {
    const rounded = Math.max(0, Math.round(milliseconds))
    this.min = this.count === 0 ? rounded : Math.min(this.min, rounded)
    this.max = Math.max(this.max, rounded)
    this.last = rounded
    this.count++
    this.total += rounded
  }

  get average(): number {
    return this.count === 0 ? 0 : this.total / this.count
  }

  reset(): void {
    this.min = 0
    this.max = 0
    this.last = 0
    this.count = 0
    this.total = 0
  }
}

/** Counts since the start, or since `srst`. */
export class ServerStats {
  received = 0
  sent = 0
  readonly latency = new Latency()
  readonly readLatency = new Latency()
  readonly updateLatency = new Latency()

  reset(): void {
    this.received = 0
    this.sent = 0
    this.latency.reset()
    this.readLatency.reset()
    this.updateLatency.reset()
  }
}
