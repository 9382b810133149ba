import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

const stringDecoder = 'kafka.serializer.StringDecoder'

export const dumpLogOptions = {
  ...helpAndVersion,
  'print-data-log': { description: "Print the records' keys and values too. Every decoder option implies it." },
  'verify-index-only': { description: 'Check an index against its segment, but do not print its entries.' },
  'index-sanity-check': {
    description: "Only make the check of an index that a broker makes when it starts; don't print its entries.",
  },
  files: {
    argument: 'file1, file2, ...',
    takes: 'file',
    description: 'REQUIRED: The files to dump, separated by commas.',
  },
  'max-message-size': {
    argument: 'size',
    type: 'integer',
    default: 5_242_880,
    description: 'Bytes of the largest batch to expect behind an index entry.',
  },
  'max-bytes': {
    argument: 'size',
    type: 'integer',
    default: 2_147_483_647,
    description: 'Stop after so many bytes of a segment.',
  },
  'deep-iteration': { description: 'Print records, not only batches. --print-data-log implies it.' },
  'value-decoder-class': {
    argument: '',
    takes: [
      'kafka.serializer.StringDecoder',
      'kafka.serializer.LongDecoder',
      'kafka.serializer.IntegerDecoder',
      'kafka.serializer.DefaultDecoder',
    ],
    optional: true,
    default: stringDecoder,
    description:
      'How values become text: kafka.serializer.StringDecoder, LongDecoder, IntegerDecoder or DefaultDecoder.',
  },
  'key-decoder-class': {
    argument: '',
    takes: [
      'kafka.serializer.StringDecoder',
      'kafka.serializer.LongDecoder',
      'kafka.serializer.IntegerDecoder',
      'kafka.serializer.DefaultDecoder',
    ],
    optional: true,
    default: stringDecoder,
    description: 'The same for keys.',
  },
  'offsets-decoder': { description: 'Take records as those of the topic __consumer_offsets.' },
  'transaction-log-decoder': { description: 'Take records as those of the topic __transaction_state.' },
  'cluster-metadata-decoder': { description: 'Take records as those of the topic __cluster_metadata (KRaft).' },
  'skip-record-metadata': { description: "Print the records' keys and values without what stands before them." },
} as const satisfies OptionTable

export type DumpLogOptions = OptionSet<typeof dumpLogOptions>
