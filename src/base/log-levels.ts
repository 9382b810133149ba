/** log4j's, from what says most to what says least. */
export const logLevelNames = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'] as const
export type LogLevel = (typeof logLevelNames)[number]

export const isLogLevel = (text: string): text is LogLevel => logLevelNames.some((level) => level === text)

const severity = (level: LogLevel): number => logLevelNames.indexOf(level)

/** The logger that all others are below. */
const rootLogger = 'root'

/**
 * From which level on each logger of a process speaks. As in log4j, one without a level of its own has that of the
 * nearest one above it by its name: `kafka.log.LogManager` that of `kafka.log`, of `kafka`, of `root`.
 */
export class LogLevels {
  readonly #own = new Map<string, LogLevel>()
  readonly #effective = new Map<string, LogLevel>()
  #root: LogLevel

  constructor(root: LogLevel) {
    this.#root = root
  }

  /** Makes a logger known by its name. */
  know(logger: string): void {
    this.#effective.set(logger, this.#inherited(logger))
  }

  knows(logger: string): boolean {
    return logger === rootLogger || this.#effective.has(logger)
  }

  /** The known loggers and the root, with the level that each speaks from. */
  all(): Map<string, LogLevel> {
    return new Map([...this.#effective, [rootLogger, this.#root]])
  }

  lets(logger: string, level: LogLevel): boolean {
    return severity(level) >= severity(this.#effective.get(logger) ?? this.#inherited(logger))
  }

  /** Without a level it has that of the one above it again; the root keeps its own. */
  set(logger: string, level: LogLevel | undefined): void {
    if (logger === rootLogger) this.#root = level ?? this.#root
    else if (level === undefined) this.#own.delete(logger)
    else this.#own.set(logger, level)
    for (const each of this.#effective.keys()) this.know(each)
  }

  #inherited(logger: string): LogLevel {
    for (let end = logger.length; end > 0; end = logger.lastIndexOf('.', end - 1)) {
      const level = this.#own.get(logger.slice(0, end))
      if (level !== undefined) return level
    }
    return this.#root
  }
}
