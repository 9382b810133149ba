import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

const selectors = [
  'client_id',
  'client_instance_id',
  'client_software_name',
  'client_software_version',
  'client_source_address',
  'client_source_port',
]

export const clientMetricsOptions = {
  ...helpAndVersion,
  'bootstrap-server': {
    argument: 'server to connect to',
    takes: 'servers',
    description: 'REQUIRED: brokers to ask first, as HOST1:PORT1,HOST2:PORT2.',
  },
  'command-config': {
    argument: 'command config property file',
    takes: 'client-config',
    description: 'A file with properties of the admin client.',
  },
  alter: { description: 'Make or change a subscription.' },
  delete: { description: 'Delete a subscription.' },
  describe: { description: 'Show subscriptions: the one of --name, or all.' },
  list: { description: 'Print the names of all subscriptions.' },
  name: { argument: 'name', takes: 'client-metrics', description: 'The name of the subscription.' },
  'generate-name': { description: 'With --alter: make up a name, a uuid.' },
  interval: {
    argument: 'push interval',
    type: 'integer',
    description: 'With --alter: milliseconds from one push of metrics to the next; nothing for the default.',
  },
  match: {
    argument: 'k1=v1,k2=v2',
    separator: ',',
    description: `With --alter: of which clients, as name=pattern. The names are:\n${selectors.map((name) => `  ${name}`).join('\n')}`,
  },
  metrics: {
    argument: 'm1,m2',
    separator: ',',
    description: 'With --alter: which metrics, by what their names begin with.',
  },
} as const satisfies OptionTable

export type ClientMetricsOptions = OptionSet<typeof clientMetricsOptions>
