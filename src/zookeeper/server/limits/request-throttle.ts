import type { RequestThrottleConfig } from '../../config/limits.ts'
import type { ServerStats } from '../stats.ts'

/** A request that waits to be carried out. */
export interface Throttled {
  /** Monotonic milliseconds. */
  readonly arrived: number
  /** The session's, in milliseconds. */
  readonly timeout: number
  readonly isConnected: boolean
  carryOut(): void
  refuse(): void
  /** It is stale, and so is its connection. */
  drop(): void
}

export interface RequestThrottleOptions {
  readonly config: RequestThrottleConfig
  readonly stats: ServerStats
  /** Changes under way. */
  outstanding(): number
  /** Monotonic milliseconds. */
  now(): number
}

/** Lets requests wait, in the order in which they came, while as many changes are under way as may be. */
export class RequestThrottle {
  readonly #options: RequestThrottleOptions
  readonly #isOn: boolean
  #waiting: Throttled[] = []

  constructor(options: RequestThrottleOptions) {
    this.#options = options
    this.#isOn = options.config.maxRequests > 0
  }

  get length(): number {
    return this.#waiting.length
  }

  /** Whether a request that comes now need not wait. */
  get isOpen(): boolean {
    return this.#waiting.length === 0 && !this.#isFull
  }

  wait(request: Throttled): void {
    this.#options.stats.throttleWaits++
    this.#waiting.push(request)
  }

  /** Carries out what may go on now; called whenever changes were answered. */
  drain(): void {
    let next = 0
    for (let request = this.#waiting[0]; request !== undefined && !this.#isFull; request = this.#waiting[next]) {
      next++
      this.#finish(request)
    }
    if (next > 0) this.#waiting = this.#waiting.slice(next)
  }

  get #isFull(): boolean {
    return this.#isOn && this.#options.outstanding() >= this.#options.config.maxRequests
  }

  #finish(request: Throttled): void {
    const { config, stats, now } = this.#options
    const waited = now() - request.arrived
    const isStale =
      (config.staleByConnection && !request.isConnected) || (config.staleByLatency && waited > request.timeout)
    if (isStale) stats.staleRequests++
    if (isStale && config.dropStale) {
      stats.staleRequestsDropped++
      request.drop()
    } else if (config.refusedAfter > 0 && waited > config.refusedAfter) {
      stats.throttledOps++
      request.refuse()
    } else request.carryOut()
  }
}
