import type { Clock } from './clock.ts'
import { type LogLevel, LogLevels } from './log-levels.ts'

/** Server logs, in the shape of Kafka's log4j lines: `[2026-11-22 20:40:00,123] INFO message (kafka.server.KafkaServer)`. */
export interface Logger {
  /** `thrown`, here and below: what was caught, as Java prints it, for lines of its own behind the message. */
  trace(message: string, thrown?: string): void
  debug(message: string, thrown?: string): void
  info(message: string, thrown?: string): void
  warn(message: string, thrown?: string): void
  error(message: string, thrown?: string): void
  fatal(message: string, thrown?: string): void
  /** The same log under another logger name, for example `kafka.log.LogManager`. */
  named(name: string): Logger
  /** Whether a line of that level would be written: to be asked before what takes long to put into words. */
  speaks(level: LogLevel): boolean
  /** The levels of all loggers of this log. Who changes them changes what is written from then on. */
  readonly levels: LogLevels
}

export interface LoggerOptions {
  clock: Clock
  name: string
  /** Lines below this level are dropped, until somebody gives the logger another one. */
  level: LogLevel
  /** Receives the text of each entry, whole lines with their ends. */
  write: (text: string, entry: LogEntry) => void
  /** Makes the text of an entry; log4j's shape when left out. */
  format?: (entry: LogEntry) => string
}

export interface LogEntry {
  readonly level: LogLevel
  readonly message: string
  /** Who says so. */
  readonly name: string
  readonly time: number
  readonly thrown: string | undefined
}

function log4jText({ level, message, name, time, thrown }: LogEntry): string {
  const more = thrown === undefined ? '' : `${thrown}\n`
  return `[${logTimestamp(time)}] ${level} ${message} (${name})\n${more}`
}

export function createLogger({ level, ...options }: LoggerOptions): Logger {
  return loggerOf(options, new LogLevels(level))
}

function loggerOf(options: Omit<LoggerOptions, 'level'>, levels: LogLevels): Logger {
  const { clock, name, write, format = log4jText } = options
  levels.know(name)
  const line = (level: LogLevel) => (message: string, thrown?: string) => {
    if (!levels.lets(name, level)) return
    const entry = { level, message, name, time: clock.now(), thrown }
    write(format(entry), entry)
  }
  return {
    trace: line('TRACE'),
    debug: line('DEBUG'),
    info: line('INFO'),
    warn: line('WARN'),
    error: line('ERROR'),
    fatal: line('FATAL'),
    named: (other) => loggerOf({ ...options, name: other }, levels),
    speaks: (level) => levels.lets(name, level),
    levels,
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
  trace() {},
  debug() {},
  info() {},
  warn() {},
  error() {},
  fatal() {},
  named: () => silentLogger,
  speaks: () => false,
  levels: new LogLevels('FATAL'),
}
