import type { Clock } from '../../base/clock.ts'
import { createLogger, type Logger } from '../../base/logger.ts'

/** Lines of a server's log from a number on, and the number of the next that will come. */
export interface LogPart {
  readonly lines: readonly string[]
  readonly next: number
}

const mostLines = 2000

/** What each server of this process said last, for other terminals. */
export class ServerLogs {
  readonly #clock: Clock
  readonly #more: (line: string) => void
  readonly #logs = new Map<string, { lines: string[]; dropped: number }>()

  /** `more` gets every line too. */
  constructor(clock: Clock, more: (line: string) => void) {
    this.#clock = clock
    this.#more = more
  }

  loggerOf(server: string): Logger {
    const log = this.#logOf(server)
    const write = (line: string) => {
      log.lines.push(line)
      if (log.lines.length > mostLines) {
        log.lines.shift()
        log.dropped++
      }
      this.#more(line)
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
