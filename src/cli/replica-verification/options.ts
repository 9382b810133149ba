import { checkBootstrapServers } from '../connect/bootstrap-option.ts'
import { checkInvalid, checkRequired } from '../kit/jopt/checks.ts'
import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

const anyTopic = '.*'

export const verificationOptions = {
  ...helpAndVersion,
  'broker-list': {
    argument: 'hostname:port,...,hostname:port',
    takes: 'servers',
    description: 'REQUIRED: One or more brokers of the cluster, as host:port, separated by commas.',
  },
  'fetch-size': {
    argument: 'bytes',
    type: 'integer',
    default: 1_048_576,
    description: 'How many bytes of a partition are fetched at a time.',
  },
  'max-wait-ms': {
    argument: 'ms',
    type: 'integer',
    default: 1000,
    description: 'How long a broker may wait for something new before it answers.',
  },
  'topic-white-list': {
    argument: 'Java regex (String)',
    takes: 'topic',
    default: anyTopic,
    deprecated: true,
    description: 'DEPRECATED: The old name of --topics-include.',
  },
  'topics-include': {
    argument: 'Java regex (String)',
    takes: 'topic',
    default: anyTopic,
    description: 'Only topics whose whole name matches this expression; a comma means "or".',
  },
  time: {
    argument: 'timestamp/-1(latest)/-2(earliest)',
    type: 'long',
    default: -1,
    description:
      'Where to begin: at the first record of that time in ms since 1970, at the end (-1) or at the start (-2).',
  },
  'report-interval-ms': {
    argument: 'ms',
    type: 'long',
    default: 30_000,
    description: 'How long it takes from one report to the next.',
  },
} as const satisfies OptionTable

export type VerificationOptions = OptionSet<typeof verificationOptions>

/** The checks of Kafka's tool, in its order. */
export function checkVerificationOptions(options: VerificationOptions): void {
  checkRequired(options, 'broker-list')
  checkInvalid(options, 'topics-include', ['topic-white-list'])
  checkBootstrapServers(options.value('broker-list') ?? '')
}
