import { helpOption } from '../kit/argparse/subcommand.ts'
import type { OptionTable } from '../kit/jopt/option-table.ts'

/** What stands before the subcommand where brokers or controllers of KRaft may be asked. */
export const quorumOptions = {
  h: helpOption,
  'command-config': {
    argument: 'COMMAND_CONFIG',
    takes: 'client-config',
    description: 'a file with properties of the admin client',
  },
  'bootstrap-server': {
    argument: 'BOOTSTRAP_SERVER',
    takes: 'servers',
    description: 'brokers to ask first, as host:port, separated by commas',
  },
  'bootstrap-controller': {
    argument: 'BOOTSTRAP_CONTROLLER',
    takes: 'controllers',
    description: 'KRaft controllers to ask, as host:port, separated by commas',
  },
} as const satisfies OptionTable

export const quorumAddress = { options: ['bootstrap-server', 'bootstrap-controller'] } as const

export type QuorumOptionTable = typeof quorumOptions
