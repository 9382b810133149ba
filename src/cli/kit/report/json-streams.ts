import { createLogger } from '../../../base/logger.ts'
import type { ProcessContext } from '../command-context.ts'
import { eachLine } from '../output.ts'
import { jsonText } from '../schema/json-text.ts'
import { logObject } from './log-line.ts'

/** The streams and the logger of a command that tells objects: Kafka's words for people are dropped or become remarks. */
export function jsonStreams({
  stdout,
  stderr,
  clock,
}: ProcessContext): Pick<ProcessContext, 'stdout' | 'stderr' | 'logger'> {
  return {
    stdout: { isTerminal: false, columns: stdout.columns, write: () => {} },
    stderr: eachLine((message) => stderr.write(`${jsonText({ warning: { message } })}\n`)),
    logger: createLogger({
      clock,
      name: 'kafka',
      level: 'WARN',
      write: (line) => stderr.write(line),
      format: (entry) => `${jsonText(logObject(entry))}\n`,
    }),
  }
}
