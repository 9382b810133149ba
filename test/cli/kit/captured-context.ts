import { Readable } from 'node:stream'
import { systemClock } from '../../../src/base/clock.ts'
import { createLogger } from '../../../src/base/logger.ts'
import { systemRandom } from '../../../src/base/random.ts'
import type { CommandContext, ProcessContext } from '../../../src/cli/kit/command-context.ts'
import type { Output } from '../../../src/cli/kit/output.ts'
import { TextReport } from '../../../src/cli/kit/report/text-report.ts'

/** A context whose outputs are kept as text. */
export function capturedContext(args: string[]): { context: CommandContext; out: () => string; err: () => string } {
  const out = capturedOutput()
  const err = capturedOutput()
  const process: ProcessContext = {
    args,
    env: {},
    cwd: '/',
    stdin: { isTerminal: false, stream: Readable.from([]), pieces: () => Readable.from([]) },
    stdout: out.output,
    stderr: err.output,
    logger: createLogger({ clock: systemClock, name: 'kafka', level: 'WARN', write: (line) => err.output.write(line) }),
    clock: systemClock,
    random: systemRandom,
    transport: async () => (await import('../../../src/net/tcp.ts')).tcpTransport,
    signal: new AbortController().signal,
  }
  const context = { ...process, report: new TextReport(process, []) }
  return { context, out: out.text, err: err.text }
}

function capturedOutput(): { output: Output; text: () => string } {
  let text = ''
  const write = (piece: string | Uint8Array) => {
    text += Buffer.from(piece).toString()
  }
  return { output: { isTerminal: false, columns: 80, write }, text: () => text }
}
