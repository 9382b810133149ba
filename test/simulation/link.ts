import type { SeededRandom } from './seeded-random.ts'

/** One direction between two hosts. What is sent while it is cut waits, as TCP sends it again and again. */
export class Link {
  readonly #random: SeededRandom
  /** Milliseconds at least, and how many more at most. */
  latency = 0.2
  jitter = 0.6
  bytesPerMs = 100_000
  #isCut = false
  #stalled: (() => void)[] = []

  constructor(random: SeededRandom) {
    this.#random = random
  }

  get isCut(): boolean {
    return this.#isCut
  }

  /** How long that many bytes take. */
  delay(bytes = 0): number {
    return this.latency + this.#random.fraction() * this.jitter + bytes / this.bytesPerMs
  }

  cut(): void {
    this.#isCut = true
  }

  slow(latency: number, jitter: number, bytesPerMs: number): void {
    this.latency = latency
    this.jitter = jitter
    this.bytesPerMs = bytesPerMs
  }

  heal(): void {
    this.slow(0.2, 0.6, 100_000)
    if (!this.#isCut) return
    this.#isCut = false
    for (const resend of this.#stalled.splice(0)) resend()
  }

  /** Called once when the link is whole again. */
  whenWhole(resend: () => void): void {
    this.#stalled.push(resend)
  }

  /** When TCP tries again after a link was cut for long. */
  retransmission(): number {
    return this.#random.between(1, 1500)
  }
}
