import type { Logger } from '../../base/logger.ts'
import type { ZooKeeperClient } from '../../zookeeper/client/client.ts'
import type { WatchHandler } from '../../zookeeper/client/watches.ts'
import type { Output } from '../kit/output.ts'
import type { Report } from '../kit/report/report.ts'
import type { ParseRules, ShellLine } from './parse-options.ts'

/** What a shell command works with. */
export interface ShellScope {
  readonly zookeeper: ZooKeeperClient
  readonly report: Report
  readonly stdout: Output
  readonly stderr: Output
  readonly logger: Logger
  /** Prints what happened, unless printwatches is off. */
  readonly watch: WatchHandler
}

/** One command of the shell that talks to ZooKeeper. */
export interface ShellCommand extends Partial<ParseRules> {
  readonly name: string
  /** What follows the name in the list of commands. */
  readonly usage: string
  /** How many words the line has at least, the name among them. */
  readonly words: number
  /** Printed for `-?`, before the complaint about missing words. */
  readonly help?: string
  /** Throws what `asShellError` understands. */
  run(scope: ShellScope, line: ShellLine): Promise<void>
}
