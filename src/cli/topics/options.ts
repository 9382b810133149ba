import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'
import { topicConfigNames } from './topic-configs.ts'

export const topicOptions = {
  ...helpAndVersion,
  'bootstrap-server': {
    argument: 'server to connect to',
    takes: 'servers',
    description: 'REQUIRED: One or more brokers of the cluster, as host:port, separated by commas.',
  },
  'command-config': {
    argument: 'command config property file',
    takes: 'client-config',
    description: 'A file with properties for the admin client.',
  },
  list: { description: 'Print the names of the topics.' },
  create: { description: 'Create a topic.' },
  delete: { description: 'Delete topics.' },
  alter: { description: 'Give topics more partitions. Their settings are changed by kafka-configs.' },
  describe: { description: 'Show the partitions and the settings of topics.' },
  topic: {
    argument: 'topic',
    takes: 'topic',
    description:
      'The topic to act on. Except for --create it is a regular expression for the whole name; a comma means "or", and a backslash before a dot means the dot itself: "test\\.topic".',
  },
  'topic-id': { argument: 'topic-id', description: 'Describe the topic that has this id.' },
  config: {
    argument: 'name=value',
    takes: 'topic-config',
    description: () =>
      `A setting of the topic to be created; may be given several times. The settings are:\n${topicConfigNames.map((name) => `\t${name}\n`).join('')}Of an existing topic they are changed by kafka-configs.`,
  },
  'delete-config': {
    argument: 'name',
    description: 'Takes a setting of the topic back. Not possible with --bootstrap-server; use kafka-configs.',
  },
  partitions: {
    argument: '# of partitions',
    type: 'integer',
    description:
      "How many partitions the topic has, or shall have with --alter. The broker's default when left out of --create. Beware: with more partitions keys go to other ones than before.",
  },
  'replication-factor': {
    argument: 'replication factor',
    type: 'integer',
    description: "How many brokers keep each partition. The broker's default when left out.",
  },
  'replica-assignment': {
    argument:
      'broker_id_for_part1_replica1 : broker_id_for_part1_replica2 , broker_id_for_part2_replica1 : broker_id_for_part2_replica2 , ...',
    description: 'The brokers that shall keep each partition, the first of each being its preferred leader.',
  },
  'under-replicated-partitions': { description: 'With --describe: only partitions that some replica lags behind.' },
  'unavailable-partitions': { description: 'With --describe: only partitions without a live leader.' },
  'under-min-isr-partitions': {
    description: 'With --describe: only partitions with fewer replicas in sync than min.insync.replicas asks for.',
  },
  'at-min-isr-partitions': {
    description: 'With --describe: only partitions with just as many replicas in sync as min.insync.replicas asks for.',
  },
  'topics-with-overrides': { description: 'With --describe: only topics with settings of their own.' },
  'if-exists': { description: 'With --alter, --delete and --describe: a missing topic is no error.' },
  'if-not-exists': { description: 'With --create: a topic that is there already is no error.' },
  'exclude-internal': { description: "With --list and --describe: leave Kafka's own topics out." },
} as const satisfies OptionTable

export type TopicOptions = OptionSet<typeof topicOptions>
