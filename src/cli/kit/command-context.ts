import type { Readable } from 'node:stream'
import type { Clock } from '../../base/clock.ts'
import type { Logger } from '../../base/logger.ts'
import type { Random } from '../../base/random.ts'
import type { Transport } from '../../net/transport.ts'
import type { Output } from './output.ts'
import type { Report } from './report/report.ts'

/** The world outside, as the process has it. */
export interface ProcessContext {
  /** What stands behind the command's name; for a command without our own options. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
  /** Opened at first use. */
  readonly stdin: CommandInput
  readonly stdout: Output
  readonly stderr: Output
  /** Warnings and errors in log4j's shape on stderr, as Kafka's tools are set up. */
  readonly logger: Logger
  readonly clock: Clock
  readonly random: Random
  /** Loads the network at first use. */
  transport(): Promise<Transport>
  /**
   * Aborted by Ctrl-C, TERM or HUP. Whoever never asks for it is ended at once by them; whoever does has to come to an
   * end, and the exit code is then 128 and the signal's number, whatever `run` returns.
   */
  readonly signal: AbortSignal
}

/** All that a command may touch of the world outside. */
export interface CommandContext extends ProcessContext {
  /** How it tells what came of it. */
  readonly report: Report
}

export interface CommandInput {
  readonly isTerminal: boolean
  readonly stream: Readable
  /** The same bytes as they come, for who takes no lines from `stream`; each piece is only lent until the next is asked for. */
  pieces(): AsyncIterable<Buffer>
}
