import type { Cluster } from '../../client/cluster.ts'
import { openCluster } from '../connect/admin.ts'
import { uncaught } from '../connect/uncaught.ts'
import type { ArgumentSet } from '../kit/argparse/argument-set.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import type { TransactionOptionTable } from './options.ts'

/** Why the command ends: Kafka's tool says what it was about, and what happened. */
export class TransactionsError extends Error {
  override readonly name = 'TransactionsError'

  constructor(what: string, cause?: unknown) {
    const reason = cause instanceof Error ? `: ${cause.message}. Enable debug logging for additional detail.` : ''
    super(`${what}${reason}`, cause === undefined ? undefined : { cause })
  }
}

/** Gives what the call gives. @throws TransactionsError that says what failed */
export async function orFail<T>(call: Promise<T>, what: string): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw new TransactionsError(what, error)
  }
}

/** Opens the cluster for the work; what goes wrong is told on stderr. Gives the exit code. */
export async function runTransactions(
  context: CommandContext,
  outer: ArgumentSet<TransactionOptionTable>,
  work: (cluster: Cluster) => Promise<void>,
): Promise<number> {
  try {
    const cluster = await open(context, outer)
    try {
      await work(cluster)
    } finally {
      cluster.close()
    }
    return 0
  } catch (error) {
    if (!(error instanceof TransactionsError)) throw uncaught(error)
    context.report.failure(error.cause ?? error, () => printLine(context.stderr, error.message))
    return 1
  }
}

async function open(context: CommandContext, outer: ArgumentSet<TransactionOptionTable>): Promise<Cluster> {
  try {
    return await openCluster(context, outer.value('bootstrap-server') ?? '', outer.value('command-config'))
  } catch (error) {
    const isFile = error instanceof JavaException && error.className.startsWith('java.')
    throw isFile ? new TransactionsError('Failed to load admin client properties', error) : error
  }
}
