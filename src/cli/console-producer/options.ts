import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

export const consoleProducerOptions = {
  ...helpAndVersion,
  topic: { argument: 'topic', takes: 'topic', description: 'REQUIRED: The topic that messages go to.' },
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
  sync: { description: 'Send one message at a time, and wait until it is stored.' },
  'compression-codec': {
    argument: 'compression-codec',
    takes: ['none', 'gzip', 'snappy', 'lz4', 'zstd'],
    optional: true,
    description: "How batches are compressed: 'none', 'gzip', 'snappy', 'lz4' or 'zstd'; gzip when no value is given.",
  },
  'batch-size': {
    argument: 'size',
    type: 'integer',
    default: 16384,
    description: 'Bytes of messages in one batch, unless they are sent one at a time.',
  },
  'message-send-max-retries': {
    argument: '',
    type: 'integer',
    default: 3,
    description: 'How often a failed batch is sent again before it is given up.',
  },
  'retry-backoff-ms': {
    argument: '',
    type: 'long',
    default: 100,
    description: 'Rest before a failed batch is sent again.',
  },
  timeout: {
    argument: 'timeout_ms',
    type: 'long',
    default: 1000,
    description: 'How long a message may wait for others to fill its batch.',
  },
  'request-required-acks': {
    argument: 'request required acks',
    takes: ['all', '-1', '0', '1'],
    default: '-1',
    description: 'Who must have stored a message: 0 nobody, 1 the leader, -1 or all every replica in sync.',
  },
  'request-timeout-ms': {
    argument: 'request timeout ms',
    type: 'integer',
    default: 1500,
    description: "How long a broker's answer may take. More than 0.",
  },
  'metadata-expiry-ms': {
    argument: 'metadata expiration interval',
    type: 'long',
    default: 300000,
    description: 'After this time metadata is asked for anew, even if nothing seems to have changed.',
  },
  'max-block-ms': {
    argument: 'max block on send',
    type: 'long',
    default: 60000,
    description: 'How long a message may wait for its topic to be found, or for memory.',
  },
  'max-memory-bytes': {
    argument: 'total memory in bytes',
    type: 'long',
    default: 33554432,
    description: 'Memory for messages that wait to be stored.',
  },
  'max-partition-memory-bytes': {
    argument: 'memory in bytes per partition',
    type: 'integer',
    default: 16384,
    description: 'Bytes of messages in one batch of a partition; given, it wins over --batch-size.',
  },
  'line-reader': {
    argument: 'reader_class',
    default: 'kafka.tools.ConsoleProducer$LineMessageReader',
    description: 'The class that turns standard input into messages. Lines are the only way there is.',
  },
  'socket-buffer-size': {
    argument: 'size',
    type: 'integer',
    default: 102400,
    description: "Size of the socket's send buffer (send.buffer.bytes); without it the system chooses.",
  },
  property: {
    argument: 'prop',
    takes: [
      'parse.key=true',
      'parse.key=false',
      'key.separator=',
      'parse.headers=true',
      'parse.headers=false',
      'headers.delimiter=',
      'headers.separator=',
      'headers.key.separator=',
      'null.marker=',
      'ignore.error=true',
      'ignore.error=false',
    ],
    description: `A setting of the line reader, as key=value:
 parse.key=true|false          lines hold key and value
 key.separator=<separator>     between them, a tab if not given
 parse.headers=true|false      lines begin with headers
 headers.delimiter=<delimiter> after them, a tab if not given
 headers.separator=<separator> between headers, a comma if not given
 headers.key.separator=<sep>   between a header's key and value, a colon if not given
 null.marker=<marker>          a key, value or header value that stands for null
 ignore.error=true|false       take a line as it is when a separator is missing`,
  },
  'reader-config': {
    argument: 'config file',
    takes: 'file',
    description: 'A file with settings of the line reader. --property wins over it.',
  },
  'producer-property': {
    argument: 'producer_prop',
    takes: 'producer-property',
    description: 'A setting of the producer, as key=value.',
  },
  'producer.config': {
    argument: 'config file',
    takes: 'client-config',
    description: 'A file with settings of the producer. --producer-property wins over it.',
  },
} as const satisfies OptionTable

export type ConsoleProducerOptions = OptionSet<typeof consoleProducerOptions>
