import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

export const leaderElectionOptions = {
  ...helpAndVersion,
  'bootstrap-server': {
    argument: 'host:port',
    takes: 'servers',
    description: 'REQUIRED: One or more brokers of the cluster, as host:port, separated by commas.',
  },
  'admin.config': {
    argument: 'config file',
    takes: 'client-config',
    description: 'A file with properties for the admin client.',
  },
  'election-type': {
    argument: 'election type',
    choices: ['PREFERRED', 'UNCLEAN'],
    description:
      'REQUIRED: "preferred" makes the preferred replica the leader where another one is; "unclean" makes any live replica the leader where none is.',
  },
  'path-to-json-file': {
    argument: 'Path to JSON file',
    takes: 'file',
    description:
      'A JSON file that names the partitions:\n{"partitions":\n\t[{"topic": "foo", "partition": 1},\n\t {"topic": "foobar", "partition": 2}]\n}\nNot together with --topic or --all-topic-partitions.',
  },
  topic: {
    argument: 'topic name',
    takes: 'topic',
    description: 'The topic of the one partition. Not together with --path-to-json-file or --all-topic-partitions.',
  },
  partition: {
    argument: 'partition id',
    type: 'integer',
    description: 'The number of the one partition; to be given with --topic.',
  },
  'all-topic-partitions': {
    description: 'All partitions that have need of it. Not together with --topic or --path-to-json-file.',
  },
} as const satisfies OptionTable

export type LeaderElectionOptions = OptionSet<typeof leaderElectionOptions>
