import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

export const reassignOptions = {
  ...helpAndVersion,
  verify: {
    description:
      'Tell whether the moves in --reassignment-json-file are done. Once they are, the throttles are taken away, on all brokers.',
  },
  generate: { description: 'Make a plan and print it; nothing is moved.' },
  execute: { description: 'Start the moves in --reassignment-json-file.' },
  cancel: { description: 'Call the moves in --reassignment-json-file off.' },
  list: { description: 'List all moves between brokers that are under way.' },
  'bootstrap-server': {
    argument: 'Server(s) to use for bootstrapping',
    takes: 'servers',
    description: 'REQUIRED: One or more brokers of the cluster, as host:port, separated by commas.',
  },
  'command-config': {
    argument: 'Admin client property file',
    takes: 'client-config',
    description: 'A file with properties for the admin client.',
  },
  'reassignment-json-file': {
    argument: 'manual assignment json file path',
    takes: 'file',
    description:
      'A JSON file with the plan:\n{"partitions":\n\t[{"topic": "foo",\n\t  "partition": 1,\n\t  "replicas": [1,2,3],\n\t  "log_dirs": ["dir1","dir2","dir3"] }],\n"version":1\n}\n"replicas" are broker ids, the preferred leader first. "log_dirs" may be left out; otherwise it has one entry for each replica: the absolute path of a log directory of that broker, or "any".',
  },
  'topics-to-move-json-file': {
    argument: 'topics to reassign json file path',
    takes: 'file',
    description:
      'A JSON file with the topics for which --generate makes a plan:\n{"topics":\n\t[{"topic": "foo"},{"topic": "foo1"}],\n"version":1\n}',
  },
  'broker-list': {
    argument: 'brokerlist',
    takes: 'brokers',
    description: 'The ids of the brokers over which --generate spreads the topics, separated by commas: "0,1,2".',
  },
  'disable-rack-aware': { description: 'Have --generate pay no heed to the racks of the brokers.' },
  throttle: {
    argument: 'throttle',
    type: 'long',
    default: -1,
    description:
      'Moves between brokers take no more than so many bytes a second, on each broker; at least 1000 makes sense. To be given with --execute; changed while moves are under way by the same plan with --additional.',
  },
  'replica-alter-log-dirs-throttle': {
    argument: 'replicaAlterLogDirsThrottle',
    type: 'long',
    default: -1,
    description:
      'Moves between the log directories of a broker take no more than so many bytes a second; at least 1000 makes sense. To be given with --execute; changed while moves are under way by the same plan with --additional.',
  },
  timeout: {
    argument: 'timeout',
    type: 'long',
    default: 10_000,
    description: 'Milliseconds to wait until the moves between log directories have begun.',
  },
  additional: {
    description: 'Start the plan though other moves are under way. With it a throttle can also be changed.',
  },
  'preserve-throttles': { description: 'Have --verify and --cancel leave the throttles of brokers and topics alone.' },
} as const satisfies OptionTable

export type ReassignOptions = OptionSet<typeof reassignOptions>
