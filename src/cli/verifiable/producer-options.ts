import type { ArgumentSet } from '../kit/argparse/argument-set.ts'
import { helpOption } from '../kit/argparse/subcommand.ts'
import type { OptionTable } from '../kit/jopt/option-table.ts'
import { connectionOptions } from './connection-options.ts'

export const verifiableProducerOptions = {
  h: helpOption,
  topic: { argument: 'TOPIC', required: true, takes: 'topic', description: 'the topic that messages go to' },
  'max-messages': {
    argument: 'MAX-MESSAGES',
    type: 'integer',
    description: 'how many messages to send; -1 for as many as come before a signal (default: -1)',
  },
  throughput: {
    argument: 'THROUGHPUT',
    type: 'integer',
    description: 'about how many messages to send in a second, if 0 or more (default: -1)',
  },
  acks: {
    argument: 'ACKS',
    type: 'integer',
    choices: ['0', '1', '-1'],
    description: 'how many replicas have to confirm a message: none, the leader, or all in sync (default: -1)',
  },
  'producer.config': {
    argument: 'CONFIG_FILE',
    takes: 'client-config',
    description: 'a file with settings of the producer; they win over the options',
  },
  'message-create-time': {
    argument: 'CREATETIME',
    type: 'long',
    description:
      'the time of the first message, in milliseconds since 1970; the clock goes on from there (default: -1)',
  },
  'value-prefix': {
    argument: 'VALUE-PREFIX',
    type: 'integer',
    description: 'stands before each value, with a dot between',
  },
  'repeating-keys': {
    argument: 'REPEATING-KEYS',
    type: 'integer',
    description: 'keys count from 0 to below this number, again and again; without it there are none',
  },
  ...connectionOptions,
} as const satisfies OptionTable

export type VerifiableProducerOptions = ArgumentSet<typeof verifiableProducerOptions>
