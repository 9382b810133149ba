import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

/** Some of those that there are: what completion offers. */
const deserializers = [
  'String',
  'Integer',
  'Long',
  'Short',
  'Float',
  'Double',
  'UUID',
  'ByteArray',
  'ByteBuffer',
  'Bytes',
].map((type) => `org.apache.kafka.common.serialization.${type}Deserializer`)

export const consoleConsumerOptions = {
  ...helpAndVersion,
  topic: { argument: 'topic', takes: 'topic', description: 'The topic to read.' },
  whitelist: {
    argument: 'Java regex (String)',
    takes: 'topic',
    deprecated: true,
    description: 'DEPRECATED: as --include, which takes its place and wins.',
  },
  include: {
    argument: 'Java regex (String)',
    takes: 'topic',
    description: 'Read all topics whose whole name this expression matches.',
  },
  partition: {
    argument: 'partition',
    type: 'integer',
    description: "Read just this partition, from its end unless '--offset' says otherwise.",
  },
  offset: {
    argument: 'consume offset',
    takes: ['earliest', 'latest'],
    default: 'latest',
    description: "Where to begin in the partition: a number from 0 on, 'earliest' or 'latest'.",
  },
  'consumer-property': {
    argument: 'consumer_prop',
    takes: 'consumer-property',
    description: 'A setting of the consumer, as key=value.',
  },
  'consumer.config': {
    argument: 'config file',
    takes: 'client-config',
    description: 'A file with settings of the consumer. --consumer-property wins over it.',
  },
  formatter: {
    argument: 'class',
    takes: [
      'kafka.tools.DefaultMessageFormatter',
      'kafka.tools.LoggingMessageFormatter',
      'kafka.tools.NoOpMessageFormatter',
    ],
    default: 'kafka.tools.DefaultMessageFormatter',
    description:
      "The class that turns messages into output, of Kafka's: Default-, Logging- or NoOpMessageFormatter in kafka.tools, those of the internal topics in kafka.coordinator.",
  },
  property: {
    argument: 'prop',
    takes: [
      'print.timestamp=true',
      'print.timestamp=false',
      'print.partition=true',
      'print.partition=false',
      'print.offset=true',
      'print.offset=false',
      'print.headers=true',
      'print.headers=false',
      'print.key=true',
      'print.key=false',
      'print.value=true',
      'print.value=false',
      'key.separator=',
      'line.separator=',
      'headers.separator=',
      'null.literal=',
      'key.deserializer=',
      'value.deserializer=',
      'headers.deserializer=',
    ],
    description: `A setting of the formatter, as key=value:
 print.timestamp=true|false
 print.partition=true|false
 print.offset=true|false
 print.headers=true|false
 print.key=true|false
 print.value=true|false          true if not given, the others false
 key.separator=<separator>       between what is printed, a tab if not given
 line.separator=<separator>      after each message
 headers.separator=<separator>   a comma if not given
 null.literal=<text>             for what is null
 key.deserializer=<class>
 value.deserializer=<class>
 headers.deserializer=<class>`,
  },
  'formatter-config': {
    argument: 'config file',
    takes: 'file',
    description: 'A file with settings of the formatter. --property wins over it.',
  },
  'from-beginning': {
    description:
      'Where the group has no committed offset, begin with the oldest message rather than with the next new one.',
  },
  'max-messages': { argument: 'num_messages', type: 'integer', description: 'End after so many messages.' },
  'timeout-ms': {
    argument: 'timeout_ms',
    type: 'integer',
    description: 'End when no message came for so long.',
  },
  'skip-message-on-error': { description: 'Leave a message out that the formatter fails at, and go on.' },
  'bootstrap-server': {
    argument: 'server to connect to',
    takes: 'servers',
    description: 'REQUIRED: brokers to ask first, as HOST1:PORT1,HOST2:PORT2.',
  },
  'key-deserializer': {
    argument: 'deserializer for key',
    takes: deserializers,
    description: "The class that makes text of a message's key.",
  },
  'value-deserializer': {
    argument: 'deserializer for values',
    takes: deserializers,
    description: "The class that makes text of a message's value.",
  },
  'enable-systest-events': { description: 'Also print when the consumer has shut down.' },
  'isolation-level': {
    argument: '',
    takes: ['read_uncommitted', 'read_committed'],
    default: 'read_uncommitted',
    description:
      'read_committed leaves out what belongs to open or aborted transactions; read_uncommitted reads everything.',
  },
  group: {
    argument: 'consumer group id',
    takes: 'group',
    description: 'The group to read as; one is made up if not given.',
  },
} as const satisfies OptionTable

export type ConsoleConsumerOptions = OptionSet<typeof consoleConsumerOptions>
