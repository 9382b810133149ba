import type { Clock } from '../../base/clock.ts'
import { createLogger, type LogEntry, type Logger } from '../../base/logger.ts'

/** Lines of a server's log from a number on, and the number of the next that will come. */
export interface LogPart {
  readonly lines: readonly string[]
  readonly next: number
}

const mostLines = 2000

/** What each server of this process said last, for other terminals. */
export class ServerLogs {
  readonly #clock: Clock
  readonly #more: (text: string, entry: LogEntry) => void
  readonly #logs = new Map<string, { lines: string[]; dropped: number }>()

  /** `more` gets all of it too. */
  constructor(clock: Clock, more: (text: string, entry: LogEntry) => void) {
    this.#clock = clock
    this.#more = more
  }

  loggerOf(server: string): Logger {
    const log = this.#logOf(server)
    const write = (text: string, entry: LogEntry) => {
      log.lines.push(...text.split(/(?<=\n)/))
      const excess = Math.max(0, log.lines.length - mostLines)
      log.lines.splice(0, excess)
      log.dropped += excess
      this.#more(text, entry)
    }
    return createLogger({ clock: this.#clock, name: 'kafkabox', level: 'INFO', write })
  }

  /** What was dropped meanwhile is left out. */
  read(server: string, from: number): LogPart {
    const { lines, dropped } = this.#logOf(server)
    return { lines: lines.slice(Math.max(0, from - dropped)), next: dropped + lines.length }
  }

  #logOf(server: string) {
    const log = this.#logs.get(server) ?? { lines: [], dropped: 0 }
    this.#logs.set(server, log)
    return log
  }
}
