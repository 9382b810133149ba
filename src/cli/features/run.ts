import { type UpgradeType, updateFeatures } from '../../client/admin/features.ts'
import type { Cluster } from '../../client/cluster.ts'
import { openCluster } from '../connect/admin.ts'
import { callFailure, localFailure } from '../connect/failure.ts'
import type { QuorumOptionTable } from '../connect/quorum-options.ts'
import { TerseError } from '../connect/terse-error.ts'
import type { ArgumentSet } from '../kit/argparse/argument-set.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { printLine } from '../kit/output.ts'
import { failureObject } from '../kit/report/failure-object.ts'
import { updatedFeature } from './results.ts'

export interface FeatureTask {
  readonly context: CommandContext
  readonly cluster: Cluster
  readonly ofControllers: boolean
}

/** Opens the cluster for the work; what goes wrong is told on stderr. Gives the exit code. */
export async function runFeatures(
  context: CommandContext,
  outer: ArgumentSet<QuorumOptionTable>,
  work: (task: FeatureTask) => Promise<void>,
): Promise<number> {
  const controllers = outer.value('bootstrap-controller')
  let cluster: Cluster
  try {
    cluster = await openCluster(
      context,
      controllers ?? outer.value('bootstrap-server') ?? '',
      outer.value('command-config'),
    )
  } catch (error) {
    return fail(context, error, localFailure(error).message)
  }
  try {
    await work({ context, cluster, ofControllers: controllers !== undefined })
    return 0
  } catch (error) {
    return fail(context, error, callFailure(error).message)
  } finally {
    cluster.close()
  }
}

function fail({ report, stderr }: CommandContext, error: unknown, message: string): number {
  report.failure(error, () => printLine(stderr, message))
  return 1
}

export type FeatureAction = 'upgrade' | 'downgrade' | 'disable'

export interface FeatureUpdate {
  readonly action: FeatureAction
  readonly levels: ReadonlyMap<string, number>
  readonly isUnsafe: boolean
  readonly isDryRun: boolean
}

/** @throws TerseError when one of them failed, or there are none */
export async function update(
  { context, cluster, ofControllers }: FeatureTask,
  { action, levels, isUnsafe, isDryRun }: FeatureUpdate,
): Promise<void> {
  if (levels.size === 0) throw new TerseError(`You must specify at least one feature to ${action}`)
  const type: UpgradeType = action === 'upgrade' ? 'upgrade' : isUnsafe ? 'unsafe-downgrade' : 'safe-downgrade'
  const outcomes = await updateFeatures(cluster, type, levels, { ofControllers, validateOnly: isDryRun })
  const names = [...levels.keys()].sort()
  for (const feature of names) {
    const [outcome, level] = [outcomes.get(feature), levels.get(feature) ?? 0]
    const error = outcome instanceof Error ? outcome : undefined
    const told = { feature, action, level, isDryRun, error: error === undefined ? null : failureObject(error) }
    const target = action === 'disable' ? '' : ` to ${level}`
    context.report.results(updatedFeature, [told], () =>
      error === undefined
        ? `${feature} ${isDryRun ? 'can be' : 'was'} ${action}d${target}.\n`
        : `${isDryRun ? 'Can not' : 'Could not'} ${action} ${feature}${target}. ${error.message}\n`,
    )
  }
  const failed = names.filter((feature) => outcomes.get(feature) instanceof Error).length
  if (failed > 0) throw new TerseError(`${failed} out of ${levels.size} operation(s) failed.`)
}
