import type { QuorumOptionTable } from '../connect/quorum-options.ts'
import type { ArgumentSet } from '../kit/argparse/argument-set.ts'
import { helpOption, subcommand } from '../kit/argparse/subcommand.ts'
import type { CommandContext } from '../kit/command-context.ts'
import { disableOptions, downgradeOptions, upgradeOptions } from './options.ts'
import type { FeatureAction } from './run.ts'

type Outer = ArgumentSet<QuorumOptionTable>

export const describe = subcommand({
  summary: 'show the feature levels that the cluster supports and has',
  options: { h: helpOption },
  run: async (context, _options, outer: Outer) => {
    const [{ runFeatures }, { describe: work }] = await Promise.all([import('./run.ts'), import('./describe.ts')])
    return runFeatures(context, outer, work)
  },
})

export const upgrade = subcommand({
  summary: 'raise feature levels',
  options: upgradeOptions,
  run: (context, options, outer: Outer) => {
    const [metadata, features] = [options.value('metadata'), options.values('feature')]
    return change(context, outer, { action: 'upgrade', metadata, features, isDryRun: options.has('dry-run') })
  },
})

export const downgrade = subcommand({
  summary: 'lower feature levels',
  options: downgradeOptions,
  run: (context, options, outer: Outer) => {
    const [metadata, features] = [options.value('metadata'), options.values('feature')]
    const how = { isUnsafe: options.has('unsafe'), isDryRun: options.has('dry-run') }
    return change(context, outer, { action: 'downgrade', metadata, features, ...how })
  },
})

export const disable = subcommand({
  summary: 'do without features: the same as level 0',
  options: disableOptions,
  run: (context, options, outer: Outer) => {
    const how = { isUnsafe: options.has('unsafe'), isDryRun: options.has('dry-run') }
    return change(context, outer, { action: 'disable', features: options.values('feature'), ...how })
  },
})

interface Change {
  readonly action: FeatureAction
  readonly metadata?: string | undefined
  readonly features: readonly string[]
  readonly isUnsafe?: boolean
  readonly isDryRun: boolean
}

async function change(context: CommandContext, outer: Outer, asked: Change): Promise<number> {
  const [{ runFeatures, update }, { disabled, levelsOf }] = await Promise.all([
    import('./run.ts'),
    import('./updates.ts'),
  ])
  const { action, metadata, features, isUnsafe = false, isDryRun } = asked
  return runFeatures(context, outer, async (task) => {
    const levels = action === 'disable' ? disabled(features) : levelsOf(metadata, features)
    await update(task, { action, levels, isUnsafe, isDryRun })
  })
}
