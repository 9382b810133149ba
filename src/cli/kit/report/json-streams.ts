import { createLogger, type LogEntry } from '../../../base/logger.ts'
import type { ProcessContext } from '../command-context.ts'
import type { Output } from '../output.ts'
import { jsonText } from '../schema/json-text.ts'

/** The streams and the logger of a command that tells objects: Kafka's words for people are dropped or become remarks. */
export function jsonStreams({
  stdout,
  stderr,
  clock,
}: ProcessContext): Pick<ProcessContext, 'stdout' | 'stderr' | 'logger'> {
  return {
    stdout: { isTerminal: false, columns: stdout.columns, write: () => {} },
    stderr: lineObjects(stderr, (message) => ({ warning: { message } })),
    logger: createLogger({
      clock,
      name: 'kafka',
      level: 'WARN',
      write: (line) => stderr.write(line),
      format: (entry) => `${jsonText(logObject(entry))}\n`,
    }),
  }
}

/** Each line that is written becomes an object; the beginning of one waits for its end. */
function lineObjects(output: Output, objectOf: (line: string) => object): Output {
  let begun = ''
  return {
    isTerminal: false,
    columns: output.columns,
    write(text) {
      const lines = (begun + Buffer.from(text).toString()).split('\n')
      begun = lines.pop() ?? ''
      const objects = lines.map((line) => line.trim()).filter((line) => line !== '')
      for (const line of objects) output.write(`${jsonText(objectOf(line))}\n`)
    },
  }
}

function logObject({ level, name: logger, message }: LogEntry): object {
  return { log: { level, logger, message: message.trim() } }
}
