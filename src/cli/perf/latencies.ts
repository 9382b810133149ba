import type { Clock } from '../../base/clock.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import type { Report } from '../kit/report/report.ts'
import { sendProgress, sendSummary } from './results.ts'

/** Of more messages than this only every n-th latency is kept for the percentiles. */
const mostSamples = 500_000
const reportEvery = 5000
const megabyte = 1024 * 1024

/** Counts what was sent and prints it: every five seconds the last of them, and all at the end. Times in milliseconds. */
export class Latencies {
  readonly #clock: Clock
  readonly #report: Report
  readonly #sampling: number
  readonly #samples: Int32Array
  #sampleCount = 0
  readonly #total: Window
  #window: Window

  constructor(messages: number, { clock, report }: Pick<CommandContext, 'clock' | 'report'>) {
    this.#clock = clock
    this.#report = report
    this.#sampling = Math.max(1, Math.floor(messages / Math.min(messages, mostSamples)))
    const kept = Math.trunc(messages / this.#sampling) + 1
    if (kept < 0) throw new JavaException('java.lang.NegativeArraySizeException', String(kept))
    this.#samples = new Int32Array(kept)
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
    const { average, longest } = this.#window
    const row = figures(this.#window, now)
    const { records, recordsPerSecond, megabytesPerSecond } = row
    this.#report.results(
      sendProgress,
      [row],
      () =>
        `${records} records sent, ${recordsPerSecond.toFixed(1)} records/sec (${megabytesPerSecond.toFixed(2)} MB/sec), ` +
        `${average.toFixed(1)} ms avg latency, ${longest.toFixed(1)} ms max latency.\n`,
    )
    this.#window = new Window(now)
  }

  printTotal(): void {
    const { average, longest } = this.#total
    const total = figures(this.#total, this.#clock.now())
    const sorted = this.#samples.slice(0, this.#sampleCount).sort()
    const percentile = (share: number) => sorted[Math.floor(share * sorted.length)] ?? 0
    const [percentile50Ms, percentile95Ms] = [percentile(0.5), percentile(0.95)]
    const [percentile99Ms, percentile999Ms] = [percentile(0.99), percentile(0.999)]
    const { records, recordsPerSecond, megabytesPerSecond } = total
    this.#report.results(
      sendSummary,
      [{ ...total, percentile50Ms, percentile95Ms, percentile99Ms, percentile999Ms }],
      () =>
        `${records} records sent, ${recordsPerSecond.toFixed(6)} records/sec (${megabytesPerSecond.toFixed(2)} MB/sec), ` +
        `${average.toFixed(2)} ms avg latency, ${longest.toFixed(2)} ms max latency, ` +
        `${percentile50Ms} ms 50th, ${percentile95Ms} ms 95th, ${percentile99Ms} ms 99th, ${percentile999Ms} ms 99.9th.\n`,
    )
  }
}

function figures(window: Readonly<Window>, now: number) {
  const { records: recordsPerSecond, megabytes: megabytesPerSecond } = window.rates(now)
  return {
    records: window.count,
    recordsPerSecond,
    megabytesPerSecond,
    averageLatencyMs: window.count === 0 ? null : window.average,
    maximumLatencyMs: window.longest,
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
