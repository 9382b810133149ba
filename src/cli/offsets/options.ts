import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

export const offsetOptions = {
  ...helpAndVersion,
  'bootstrap-server': {
    argument: 'HOST1:PORT1,...,HOST3:PORT3',
    takes: 'servers',
    requiredUnless: ['broker-list'],
    description: 'REQUIRED. One or more brokers of the cluster, as host:port, separated by commas.',
  },
  'broker-list': {
    argument: 'HOST1:PORT1,...,HOST3:PORT3',
    takes: 'servers',
    deprecated: true,
    description: 'DEPRECATED, the old name of --bootstrap-server, which wins where both are given.',
  },
  'command-config': {
    argument: 'config file',
    takes: 'client-config',
    description: 'A file with properties for the admin client.',
  },
  topic: {
    argument: 'topic',
    takes: 'topic',
    description: 'Only topics whose whole name this regular expression fits; a comma means "or".',
  },
  partitions: { argument: 'partition ids', description: 'Only these partitions: numbers separated by commas.' },
  'topic-partitions': {
    argument: 'topic1:1,topic2:0-3,topic3,topic4:5-,topic5:-3 ',
    takes: 'topics',
    description:
      "In place of --topic and --partitions: patterns separated by commas. Each is a regular expression for the topic, or nothing for any, and after a colon a partition: a number, 'from-to' without the last one, 'from-', '-to', or nothing for all.",
  },
  time: {
    argument: '<timestamp> / -1 or latest / -2 or earliest / -3 or max-timestamp',
    takes: ['latest', 'earliest', 'max-timestamp'],
    default: 'latest',
    description:
      'Which offset: of the first record that is not older than the timestamp, or the end, the start, or that of the youngest record. Nothing is printed where there is none.',
  },
  'exclude-internal-topics': { description: "Leave Kafka's own topics out." },
} as const satisfies OptionTable

export type OffsetOptions = OptionSet<typeof offsetOptions>
