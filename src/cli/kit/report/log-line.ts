import type { LogEntry } from '../../../base/logger.ts'
import type { ValueOf } from '../schema/schema.ts'
import type { LogLine } from './diagnostics.ts'

/** An entry of a log as the JSON has it. */
export function logObject({ level, name: logger, message, time, thrown }: LogEntry): ValueOf<LogLine> {
  return { log: { time, level, logger, message: message.trim(), thrown: thrown ?? null } }
}
