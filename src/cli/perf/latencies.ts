import type { Clock } from '../../base/clock.ts'
import { type Output, printLine } from '../kit/output.ts'

/** Of more messages than this only every n-th latency is kept for the percentiles. */
const mostSamples = 500_000
const reportEvery = 5000
const megabyte = 1024 * 1024

/** Counts what was sent and prints it: every five seconds the last of them, and all at the end. Times in milliseconds. */
export class Latencies {
  readonly #clock: Clock
  readonly #output: Output
  readonly #sampling: number
  readonly #samples: Int32Array
  #sampleCount = 0
  readonly #total: Window
  #window: Window

  constructor(messages: number, clock: Clock, output: Output) {
    this.#clock = clock
    this.#output = output
    this.#sampling = Math.max(1, Math.floor(messages / Math.min(messages, mostSamples)))
    this.#samples = new Int32Array(Math.floor(messages / this.#sampling) + 1)
    this.#total = new Window(clock.now())
    this.#window = new Window(clock.now())
  }

  get total(): Readonly<Window> {
    return this.#total
  }

  /** A message that was sent at `start` is stored. */
  record(start: number, bytes: number): void {
    const now = this.#clock.now()
    const latency = now - start
    if (this.#total.count % this.#sampling === 0) this.#samples[this.#sampleCount++] = latency
    this.#total.add(latency, bytes)
    this.#window.add(latency, bytes)
    if (now - this.#window.start >= reportEvery) this.#reportWindow(now)
  }

  #reportWindow(now: number): void {
    const { count, average, longest } = this.#window
    const { records, megabytes } = this.#window.rates(now)
    printLine(
      this.#output,
      `${count} records sent, ${records.toFixed(1)} records/sec (${megabytes.toFixed(2)} MB/sec), ` +
        `${average.toFixed(1)} ms avg latency, ${longest.toFixed(1)} ms max latency.`,
    )
    this.#window = new Window(now)
  }

  printTotal(): void {
    const { count, average, longest } = this.#total
    const { records, megabytes } = this.#total.rates(this.#clock.now())
    const sorted = this.#samples.slice(0, this.#sampleCount).sort()
    const percentile = (share: number) => sorted[Math.floor(share * sorted.length)] ?? 0
    printLine(
      this.#output,
      `${count} records sent, ${records.toFixed(6)} records/sec (${megabytes.toFixed(2)} MB/sec), ` +
        `${average.toFixed(2)} ms avg latency, ${longest.toFixed(2)} ms max latency, ` +
        `${percentile(0.5)} ms 50th, ${percentile(0.95)} ms 95th, ${percentile(0.99)} ms 99th, ${percentile(0.999)} ms 99.9th.`,
    )
  }
}

class Window {
  readonly start: number
  count = 0
  bytes = 0
  longest = 0
  #latency = 0

  constructor(start: number) {
    this.start = start
  }

  add(latency: number, bytes: number): void {
    this.count++
    this.bytes += bytes
    this.#latency += latency
    this.longest = Math.max(this.longest, latency)
  }

  /** NaN when nothing was stored, as in Java. */
  get average(): number {
    return this.#latency / this.count
  }

  rates(now: number): { records: number; megabytes: number } {
    const seconds = (now - this.start) / 1000
    return { records: this.count / seconds, megabytes: this.bytes / seconds / megabyte }
  }
}
