import type { ValueOf } from '../kit/schema/schema.ts'
import type { readProgress, readSummary } from './results.ts'

const megabyte = 1024 * 1024

interface Stretch {
  readonly messages: number
  readonly bytes: number
  readonly elapsedMs: number
  readonly joinMs: number
  /** What of the time did not go into joining. */
  readonly fetchMs: number
}

/** Not finite where there was no time, as in Java. */
const rate = (amount: number, milliseconds: number) => (amount * 1000) / milliseconds

/** What was read, and the time that went into joining the group. Times in milliseconds. */
export class Consumed {
  messages = 0
  bytes = 0
  joinMs = 0
  /** Since the last line was printed. */
  recentJoinMs = 0
  #joinStart: number
  #reported = { messages: 0, bytes: 0 }

  constructor(start: number) {
    this.#joinStart = start
  }

  joinBegan(now: number): void {
    this.#joinStart = now
  }

  joinEnded(now: number): void {
    this.joinMs += now - this.#joinStart
    this.recentJoinMs += now - this.#joinStart
  }

  /** A stretch of time; the next one begins where it ends. */
  progress(from: number, to: number): ValueOf<typeof readProgress> {
    const fetchMs = to - from - this.recentJoinMs
    const messages = this.messages - this.#reported.messages
    const bytes = this.bytes - this.#reported.bytes
    const row = {
      time: to,
      ...this.#figures({ messages, bytes, elapsedMs: to - from, joinMs: this.recentJoinMs, fetchMs }),
      // Kafka counts nothing where there was no time, but only here.
      ...(fetchMs <= 0 && { fetchMegabytesPerSecond: 0, fetchMessagesPerSecond: 0 }),
    }
    this.#reported = { messages: this.messages, bytes: this.bytes }
    this.recentJoinMs = 0
    return row
  }

  total(start: number, end: number): ValueOf<typeof readSummary> {
    const stretch = { messages: this.messages, bytes: this.bytes, elapsedMs: end - start, joinMs: this.joinMs }
    return { start, end, ...this.#figures({ ...stretch, fetchMs: end - start - this.joinMs }) }
  }

  #figures({ messages, bytes, elapsedMs, joinMs, fetchMs }: Stretch) {
    return {
      megabytes: this.bytes / megabyte,
      megabytesPerSecond: rate(bytes / megabyte, elapsedMs),
      messages: this.messages,
      messagesPerSecond: rate(messages, elapsedMs),
      rebalanceMs: joinMs,
      fetchMs,
      fetchMegabytesPerSecond: rate(bytes / megabyte, fetchMs),
      fetchMessagesPerSecond: rate(messages, fetchMs),
    }
  }
}
