import { helpOption } from '../kit/argparse/subcommand.ts'
import type { OptionTable } from '../kit/jopt/option-table.ts'

const dryRun = { description: 'only say whether the cluster would do it' }
const unsafe = { description: 'do it even if metadata may be lost by that' }
const metadata = { argument: 'METADATA', description: 'the level of the metadata, by its version: 3.7-IV4' }
const feature = {
  argument: 'FEATURE',
  repeatable: true,
  description: 'a feature and its new level, as in metadata.version=5; may be given several times',
} as const

export const upgradeOptions = { h: helpOption, metadata, feature, 'dry-run': dryRun } as const satisfies OptionTable

export const downgradeOptions = {
  h: helpOption,
  metadata,
  feature,
  unsafe,
  'dry-run': dryRun,
} as const satisfies OptionTable

export const disableOptions = {
  h: helpOption,
  feature: { ...feature, description: 'a feature to do without; may be given several times' },
  unsafe,
  'dry-run': dryRun,
} as const satisfies OptionTable
