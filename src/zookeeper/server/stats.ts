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

/** Longer ones count as so long. */
const longest = 4095

/** Knows too how long most of them took at most. */
export class LatencyDistribution extends Latency {
  readonly #counts = new Uint32Array(longest + 1)

  override add(milliseconds: number): void {
    super.add(milliseconds)
    const at = Math.min(this.last, longest)
    this.#counts[at] = (this.#counts[at] ?? 0) + 1
  }

  /** This part of them, from 0 to 1, took so many milliseconds at most. */
  quantile(part: number): number {
    let left = Math.ceil(this.count * part)
    for (const [milliseconds, count] of this.#counts.entries()) {
      left -= count
      if (left <= 0) return milliseconds
    }
    return longest
  }

  override reset(): void {
    super.reset()
    this.#counts.fill(0)
  }
}

/** Sizes of answers in bytes; -1 before there is one. */
export class ResponseSizes {
  last = -1
  min = -1
  max = -1

  add(size: number): void {
    this.last = size
    if (this.min === -1 || size < this.min) this.min = size
    if (size > this.max) this.max = size
  }

  reset(): void {
    this.last = -1
    this.min = -1
    this.max = -1
  }
}

/** Counts since the start, or since `srst`. */
export class ServerStats {
  received = 0
  sent = 0
  readonly latency = new Latency()
  readonly readLatency = new LatencyDistribution()
  readonly updateLatency = new LatencyDistribution()
  readonly responses = new ResponseSizes()
  bytesReceived = 0
  responseBytes = 0
  sessionRequests = 0
  revalidations = 0
  connectionsClosed = 0
  connectionsRejected = 0
  sessionlessExpired = 0
  largeRequestsRejected = 0
  throttleWaits = 0
  throttledOps = 0
  staleRequests = 0
  staleRequestsDropped = 0

  reset(): void {
    this.received = 0
    this.sent = 0
    this.latency.reset()
    this.readLatency.reset()
    this.updateLatency.reset()
    this.responses.reset()
    this.bytesReceived = 0
    this.responseBytes = 0
    this.sessionRequests = 0
    this.revalidations = 0
    this.connectionsClosed = 0
    this.connectionsRejected = 0
    this.sessionlessExpired = 0
    this.largeRequestsRejected = 0
    this.throttleWaits = 0
    this.throttledOps = 0
    this.staleRequests = 0
    this.staleRequestsDropped = 0
  }
}
