import { helpOption, subcommand } from '../kit/argparse/subcommand.ts'
import type { OptionTable } from '../kit/jopt/option-table.ts'

const connection = {
  h: helpOption,
  'bootstrap-server': {
    argument: 'BOOTSTRAP_SERVER',
    takes: 'servers',
    alias: '-b',
    description: 'One or more brokers of the cluster, as host:port, separated by commas.',
  },
  'bootstrap-controller': {
    argument: 'BOOTSTRAP_CONTROLLER',
    takes: 'controllers',
    alias: '-C',
    description: 'One or more controllers of a KRaft cluster, as host:port, separated by commas.',
  },
  config: {
    argument: 'CONFIG',
    takes: 'client-config',
    alias: '-c',
    description: 'A file with properties for the admin client.',
  },
} as const satisfies OptionTable

const exclusive = { options: ['bootstrap-server', 'bootstrap-controller'] } as const

export const clusterId = subcommand({
  summary: "tell the cluster's id",
  options: connection,
  exclusive,
  run: async (context, options) => {
    const { runCluster, printClusterId } = await import('./run.ts')
    return runCluster(context, options, printClusterId)
  },
})

export const unregister = subcommand({
  summary: 'make a KRaft cluster forget a broker',
  options: {
    ...connection,
    id: {
      argument: 'ID',
      takes: 'broker',
      alias: '-i',
      type: 'integer',
      required: true,
      description: 'The id of the broker.',
    },
  },
  exclusive,
  run: async (context, options) => {
    const { runCluster, unregisterAndTell } = await import('./run.ts')
    return runCluster(context, options, (task) => unregisterAndTell(task, options.value('id') ?? -1))
  },
})
