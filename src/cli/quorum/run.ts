import type { Cluster } from '../../client/cluster.ts'
import { openCluster } from '../connect/admin.ts'
import { callFailure, type Failure, localFailure } from '../connect/failure.ts'
import type { QuorumOptionTable } from '../connect/quorum-options.ts'
import { TerseError } from '../connect/terse-error.ts'
import type { ArgumentSet } from '../kit/argparse/argument-set.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { JavaException } from '../kit/java-exception.ts'
import { printLine } from '../kit/output.ts'
import type { describeOptions } from './options.ts'
import { printReplication } from './replication.ts'
import { printStatus } from './status.ts'

type DescribeOptions = ArgumentSet<typeof describeOptions>

/** Describes the quorum; what goes wrong is told on stderr. Gives the exit code. */
export async function runDescribe(
  context: CommandContext,
  options: DescribeOptions,
  outer: ArgumentSet<QuorumOptionTable>,
): Promise<number> {
  let cluster: Cluster
  try {
    cluster = await open(context, outer)
  } catch (error) {
    return fail(context, error, localFailure(error))
  }
  try {
    check(options)
    const ofControllers = outer.has('bootstrap-controller')
    if (options.has('status')) await printStatus(context, cluster, ofControllers)
    else await printReplication(context, cluster, { ofControllers, isRelative: options.has('human-readable') })
    return 0
  } catch (error) {
    return fail(context, error, callFailure(error))
  } finally {
    cluster.close()
  }
}

async function open(context: CommandContext, outer: ArgumentSet<QuorumOptionTable>): Promise<Cluster> {
  const [config, servers] = [outer.value('command-config'), outer.value('bootstrap-server')]
  try {
    return await openCluster(context, outer.value('bootstrap-controller') ?? servers ?? '', config)
  } catch (error) {
    const isMissing = error instanceof JavaException && error.className === 'java.nio.file.NoSuchFileException'
    throw isMissing ? new TerseError(`Properties file ${config} does not exists!`) : error
  }
}

function check(options: DescribeOptions): void {
  const [status, replication] = [options.has('status'), options.has('replication')]
  if (status && replication) {
    throw new TerseError('Only one of --status or --replication should be specified with describe sub-command')
  }
  if (!status && !replication) {
    throw new TerseError('One of --status or --replication must be specified with describe sub-command')
  }
  if (status && options.has('human-readable')) {
    throw new TerseError('The option --human-readable is only supported along with --replication')
  }
}

function fail({ report, stderr }: CommandContext, error: unknown, { message, thrown }: Failure): number {
  report.failure(error, () => {
    printLine(stderr, message)
    if (!(error instanceof TerseError)) printLine(stderr, `${thrown}\n`)
  })
  return 1
}
