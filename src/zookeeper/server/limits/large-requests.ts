import type { LimitsConfig } from '../../config/limits.ts'

/** A large request came while too many bytes of such requests are under way. */
export class LargeRequestError extends Error {
  override readonly name = 'LargeRequestError'
}

/** Keeps count of the bytes of large requests that are under way. */
export class LargeRequests {
  readonly #threshold: number
  readonly #maxBytes: number
  #bytes = 0

  constructor({ largeRequestThreshold, largeRequestMaxBytes }: LimitsConfig) {
    this.#threshold = largeRequestThreshold
    this.#maxBytes = largeRequestMaxBytes
  }

  /**
   * The bytes to give back when the request is answered.
   * @throws LargeRequestError
   */
  admit(length: number): number {
    if (this.#threshold <= 0 || length <= this.#threshold) return 0
    if (this.#bytes + length > this.#maxBytes) throw new LargeRequestError('Rejecting large request')
    this.#bytes += length
    return length
  }

  release(bytes: number): void {
    this.#bytes -= bytes
  }
}
