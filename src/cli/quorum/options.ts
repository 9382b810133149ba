import { helpOption } from '../kit/argparse/subcommand.ts'
import type { OptionTable } from '../kit/jopt/option-table.ts'

export const describeOptions = {
  h: helpOption,
  status: { description: 'show a summary: who leads, who votes, how far the slowest is behind' },
  replication: { description: 'show how far each controller and broker has come' },
  'human-readable': { description: 'with --replication: show how long ago something was, not when' },
} as const satisfies OptionTable
