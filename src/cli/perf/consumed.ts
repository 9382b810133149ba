const megabyte = 1024 * 1024

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

  /** The line of a stretch of time; the next one begins where it ends. */
  progressLine(from: number, to: number, formatTime: (milliseconds: number) => string): string {
    const elapsed = to - from
    const fetching = elapsed - this.recentJoinMs
    const messages = this.messages - this.#reported.messages
    const megabytes = (this.bytes - this.#reported.bytes) / megabyte
    const perFetching = (amount: number) => (fetching <= 0 ? 0 : (amount * 1000) / fetching)
    const line = [
      formatTime(to),
      0, // Kafka's thread, of which there is only one
      decimals(this.bytes / megabyte),
      decimals((megabytes * 1000) / elapsed),
      this.messages,
      decimals((messages * 1000) / elapsed),
      this.recentJoinMs,
      fetching,
      decimals(perFetching(megabytes)),
      decimals(perFetching(messages)),
    ].join(', ')
    this.#reported = { messages: this.messages, bytes: this.bytes }
    this.recentJoinMs = 0
    return line
  }

  totalLine(from: number, to: number, formatTime: (milliseconds: number) => string): string {
    const seconds = (to - from) / 1000
    const fetching = to - from - this.joinMs
    const megabytes = this.bytes / megabyte
    return [
      formatTime(from),
      formatTime(to),
      decimals(megabytes),
      decimals(megabytes / seconds),
      this.messages,
      decimals(this.messages / seconds),
      this.joinMs,
      fetching,
      decimals((megabytes * 1000) / fetching),
      decimals((this.messages * 1000) / fetching),
    ].join(', ')
  }
}

const decimals = (value: number) => value.toFixed(4)
