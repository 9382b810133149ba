import { systemClock } from '../../base/clock.ts'
import { createLogger } from '../../base/logger.ts'
import { systemRandom } from '../../base/random.ts'
import type { CommandInput, ProcessContext } from './command-context.ts'
import type { Command } from './definition.ts'
import { descriptorOutput } from './descriptor-output.ts'
import { forgiving } from './forgiving-output.ts'
import { runCommand } from './run-command.ts'
import { standardInput } from './standard-input.ts'

const signalNumbers = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const

/** Runs a command as this process: the only place that touches `process`. */
export function launch(command: Command): void {
  const interruption = watchSignals()
  runCommand(command, processContext(command, interruption)).then(
    (code) => process.exit(interruption.exitCode ?? code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
      process.exit(1)
    },
  )
}

interface Interruption {
  /** Set once a signal came. */
  exitCode: number | undefined
  signal(): AbortSignal
}

/** Ends the process at a signal, or aborts once and ends it at the second when the command asked for the abort signal. */
function watchSignals(): Interruption {
  let controller: AbortController | undefined
  const interruption: Interruption = {
    exitCode: undefined,
    signal: () => {
      controller ??= new AbortController()
      return controller.signal
    },
  }
  for (const [name, number] of Object.entries(signalNumbers)) {
    process.on(name, () => {
      const second = interruption.exitCode !== undefined
      interruption.exitCode ??= 128 + number
      if (controller === undefined || second) process.exit(interruption.exitCode)
      controller.abort()
    })
  }
  return interruption
}

function processContext({ endsWithReader }: Command, interruption: Interruption): ProcessContext {
  const stderr = forgiving(descriptorOutput(2))
  let stdin: CommandInput | undefined
  return {
    args: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    get stdin() {
      stdin ??= standardInput(process.stdin, systemClock)
      return stdin
    },
    stdout: forgiving(descriptorOutput(1), stderr, endsWithReader),
    stderr,
    logger: createLogger({ clock: systemClock, name: 'kafka', level: 'WARN', write: (line) => stderr.write(line) }),
    clock: systemClock,
    random: systemRandom,
    transport: async () => (await import('../../net/tcp.ts')).tcpTransport,
    get signal() {
      return interruption.signal()
    },
  }
}
