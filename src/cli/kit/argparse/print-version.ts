import { kafkaCommit, kafkaVersion } from '../../../base/kafka-version.ts'
import type { CommandContext } from '../command-context.ts'
import { printLine } from '../output.ts'

/** As Kafka's own version action; gives the exit code. */
export function printVersion(context: CommandContext): number {
  printLine(context.stdout, `${kafkaVersion} (Commit:${kafkaCommit})`)
  return 0
}
