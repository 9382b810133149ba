import type { Random } from '../../../base/random.ts'
import type { ConnectionThrottleConfig } from '../../config/limits.ts'

/** Chances are drawn in parts of a million. */
const parts = 1_000_000

/**
 * Decides who may have a session when many ask at once: a bucket of tokens, and before that is empty refusals by chance
 * (the BLUE algorithm for queues). Pure: times are handed in, in monotonic milliseconds.
 */
export class ConnectionThrottle {
  readonly #config: ConnectionThrottleConfig
  readonly #random: Random
  #tokens: number
  #filledAt: number
  #changedAt: number
  #refusalProbability = 0

  constructor(config: ConnectionThrottleConfig, random: Random, now: number) {
    this.#config = config
    this.#random = random
    this.#tokens = config.tokens
    this.#filledAt = now
    this.#changedAt = now
  }

  get refusalProbability(): number {
    return this.#refusalProbability
  }

  /** Whether somebody may have a session; `isNew`: it is a new one. */
  admits(isNew: boolean, now: number): boolean {
    const { tokens, freezeTime, newSession, renewedSession } = this.#config
    if (tokens === 0) return true
    this.#fill(now)
    if (freezeTime !== -1 && this.#refusesByChance(now)) return false
    const price = isNew ? newSession : renewedSession
    if (this.#tokens < price) return false
    this.#tokens -= price
    return true
  }

  #fill(now: number): void {
    const { tokens, fillTime, fillCount } = this.#config
    const passed = now - this.#filledAt
    if (passed <= fillTime) return
    this.#tokens = Math.min(this.#tokens + Math.trunc((passed * fillCount) / fillTime), tokens)
    this.#filledAt = now
  }

  #refusesByChance(now: number): boolean {
    if (now - this.#changedAt > this.#config.freezeTime) {
      this.#changeProbability()
      this.#changedAt = now
    }
    return this.#random.int(parts) < this.#refusalProbability * parts
  }

  #changeProbability(): void {
    const { tokens, dropIncrease, dropDecrease, decreaseRatio } = this.#config
    const spent = tokens - this.#tokens
    if (spent === tokens) this.#refusalProbability = Math.min(this.#refusalProbability + dropIncrease, 1)
    else if (spent <= Math.round(tokens * decreaseRatio)) {
      this.#refusalProbability = Math.max(this.#refusalProbability - dropDecrease, 0)
    }
  }
}
