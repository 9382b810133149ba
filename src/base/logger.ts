import type { Clock } from './clock.ts'

export type LogLevel = 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL'

/** Server logs, in the shape of Kafka's log4j lines: `[2026-11-22 20:40:00,123] INFO message (kafka.server.KafkaServer)`. */
export interface Logger {
  /** `thrown`, here and below: what was caught, as Java prints it, for lines of its own behind the message. */
  debug(message: string, thrown?: string): void
  info(message: string, thrown?: string): void
  warn(message: string, thrown?: string): void
  error(message: string, thrown?: string): void
  fatal(message: string, thrown?: string): void
  /** The same log under another logger name, for example `kafka.log.LogManager`. */
  named(name: string): Logger
}

const severity: Record<LogLevel, number> = { DEBUG: 0, INFO: 1, WARN: 2, ERROR: 3, FATAL: 4 }

export interface LoggerOptions {
  clock: Clock
  name: string
  /** Lines below this level are dropped. */
  level: LogLevel
  /** Receives whole lines, each with its line end. */
  write: (line: string) => void
}

export function createLogger(options: LoggerOptions): Logger {
  const { clock, name, level, write } = options
  const line = (lineLevel: LogLevel) => (message: string, thrown?: string) => {
    if (severity[lineLevel] < severity[level]) return
    const more = thrown === undefined ? '' : `${thrown}\n`
    write(`[${logTimestamp(clock.now())}] ${lineLevel} ${message} (${name})\n${more}`)
  }
  return {
    debug: line('DEBUG'),
    info: line('INFO'),
    warn: line('WARN'),
    error: line('ERROR'),
    fatal: line('FATAL'),
    named: (other) => createLogger({ ...options, name: other }),
  }
}

/** Local time as log4j prints it: `2026-11-22 20:40:00,123`. */
export function logTimestamp(milliseconds: number): string {
  const date = new Date(milliseconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
  return `${day} ${time},${String(date.getMilliseconds()).padStart(3, '0')}`
}

/** A logger that says nothing, for tests and short-lived clients. */
export const silentLogger: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  fatal() {},
  named: () => silentLogger,
}
