import type { ArgumentSet } from '../kit/argparse/argument-set.ts'
import { helpOption } from '../kit/argparse/subcommand.ts'
import type { OptionTable } from '../kit/jopt/option-table.ts'

export const defaultTransactionalId = 'performance-producer-default-transactional-id'

export const producerPerfOptions = {
  h: helpOption,
  topic: { argument: 'TOPIC', takes: 'topic', required: true, description: 'the topic that messages go to' },
  'num-records': { argument: 'NUM-RECORDS', type: 'long', required: true, description: 'how many messages to send' },
  'payload-delimiter': {
    argument: 'PAYLOAD-DELIMITER',
    description:
      'what stands between the payloads in --payload-file, a regular expression; of no use without that option (default: \\n)',
  },
  throughput: {
    argument: 'THROUGHPUT',
    type: 'integer',
    required: true,
    description: 'about how many messages to send in a second; -1 for as many as possible',
  },
  'producer-props': {
    argument: 'PROP-NAME=PROP-VALUE',
    takes: 'producer-property',
    many: true,
    description: 'settings of the producer, such as bootstrap.servers; they win over those in --producer.config',
  },
  'producer.config': {
    argument: 'CONFIG-FILE',
    takes: 'client-config',
    description: 'a file with settings of the producer',
  },
  'print-metrics': { description: 'print the metrics of the producer at the end (default: false)' },
  'transactional-id': {
    argument: 'TRANSACTIONAL-ID',
    takes: 'transactional-id',
    description: `the transactional id to use if --transaction-duration-ms is above 0 (default: ${defaultTransactionalId})`,
  },
  'transaction-duration-ms': {
    argument: 'TRANSACTION-DURATION',
    type: 'long',
    description: 'a transaction is committed when it is so old; without it there are no transactions (default: 0)',
  },
  'record-size': {
    argument: 'RECORD-SIZE',
    type: 'integer',
    description: 'bytes of a message; give either this or --payload-file',
  },
  'payload-file': {
    argument: 'PAYLOAD-FILE',
    takes: 'file',
    description:
      'a UTF-8 text file with payloads, of which one is picked at random for each message; give either this or --record-size',
  },
} as const satisfies OptionTable

export type ProducerPerfOptions = ArgumentSet<typeof producerPerfOptions>
