import type { ArgumentSet } from '../kit/argparse/argument-set.ts'
import { helpOption } from '../kit/argparse/subcommand.ts'
import type { OptionTable } from '../kit/jopt/option-table.ts'
import { connectionOptions } from './connection-options.ts'

export const verifiableConsumerOptions = {
  h: helpOption,
  topic: { argument: 'TOPIC', required: true, takes: 'topic', description: 'the topic to read' },
  'group-id': { argument: 'GROUP_ID', required: true, takes: 'group', description: 'the group to read as' },
  'group-instance-id': {
    argument: 'GROUP_INSTANCE_ID',
    description: 'a name of this member that outlives it, for static membership',
  },
  'max-messages': {
    argument: 'MAX-MESSAGES',
    type: 'integer',
    description: 'how many messages to read; -1 for as many as come before a signal (default: -1)',
  },
  'session-timeout': {
    argument: 'TIMEOUT_MS',
    type: 'integer',
    description: 'milliseconds after which a silent member is given up (default: 30000)',
  },
  verbose: { description: 'print each message too (default: false)' },
  'enable-autocommit': { description: 'commit from time to time, not after each poll (default: false)' },
  'reset-policy': {
    argument: 'RESETPOLICY',
    takes: ['earliest', 'latest', 'none'],
    description: 'where to begin without a committed offset: earliest, latest or none (default: earliest)',
  },
  'assignment-strategy': {
    argument: 'ASSIGNMENTSTRATEGY',
    description:
      'class name of how partitions are shared out (default: org.apache.kafka.clients.consumer.RangeAssignor)',
  },
  'consumer.config': {
    argument: 'CONFIG_FILE',
    takes: 'client-config',
    description: 'a file with settings of the consumer; the options win over them',
  },
  ...connectionOptions,
} as const satisfies OptionTable

export type VerifiableConsumerOptions = ArgumentSet<typeof verifiableConsumerOptions>
