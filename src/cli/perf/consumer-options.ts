import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

export const consumerPerfOptions = {
  ...helpAndVersion,
  'broker-list': {
    argument: 'broker-list',
    takes: 'servers',
    deprecated: true,
    description: 'DEPRECATED: brokers as HOST1:PORT1,HOST2:PORT2; --bootstrap-server takes its place and wins.',
  },
  'bootstrap-server': {
    argument: 'server to connect to',
    takes: 'servers',
    requiredUnless: ['broker-list'],
    description: 'REQUIRED unless --broker-list is given: brokers to ask first, as HOST1:PORT1,HOST2:PORT2.',
  },
  topic: { argument: 'topic', takes: 'topic', description: 'REQUIRED: The topic to read.' },
  group: {
    argument: 'gid',
    takes: 'group',
    description: 'The group to read as. (default: perf-consumer- and a random number)',
  },
  'fetch-size': {
    argument: 'size',
    type: 'integer',
    default: 1_048_576,
    description: 'Bytes to fetch of one partition at a time.',
  },
  'from-latest': {
    description: 'Begin at the end of partitions of which the group has no offset yet, not at the start.',
  },
  'socket-buffer-size': {
    argument: 'size',
    type: 'integer',
    default: 2_097_152,
    description: "Bytes of the socket's receive buffer; without it the system chooses them.",
  },
  threads: { argument: 'count', type: 'integer', default: 10, deprecated: true, description: 'DEPRECATED: ignored.' },
  'num-fetch-threads': {
    argument: 'count',
    type: 'integer',
    default: 1,
    deprecated: true,
    description: 'DEPRECATED: ignored.',
  },
  'consumer.config': {
    argument: 'config file',
    takes: 'client-config',
    description: 'A file with settings of the consumer.',
  },
  'print-metrics': { description: 'Print the metrics of the consumer at the end.' },
  'show-detailed-stats': { description: 'Print a line for each --reporting-interval, instead of one at the end.' },
  timeout: {
    argument: 'milliseconds',
    optional: true,
    type: 'long',
    default: 10_000,
    description: 'How long no message may come before it ends.',
  },
  messages: { argument: 'count', type: 'long', description: 'REQUIRED: How many messages to read.' },
  'reporting-interval': {
    argument: 'interval_ms',
    type: 'long',
    default: 5000,
    description: 'Milliseconds between the lines of --show-detailed-stats.',
  },
  'date-format': {
    argument: 'date format',
    default: 'yyyy-MM-dd HH:mm:ss:SSS',
    description: "How times are printed, as a pattern of Java's SimpleDateFormat.",
  },
  'hide-header': { description: 'Print no header.' },
} as const satisfies OptionTable

export type ConsumerPerfOptions = OptionSet<typeof consumerPerfOptions>
