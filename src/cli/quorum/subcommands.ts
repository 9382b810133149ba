import type { QuorumOptionTable } from '../connect/quorum-options.ts'
import type { ArgumentSet } from '../kit/argparse/argument-set.ts'
import { subcommand } from '../kit/argparse/subcommand.ts'
import { describeOptions } from './options.ts'

export const describe = subcommand({
  summary: 'describe the metadata quorum',
  options: describeOptions,
  run: async (context, options, outer: ArgumentSet<QuorumOptionTable>) =>
    (await import('./run.ts')).runDescribe(context, options, outer),
})
