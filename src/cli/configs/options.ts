import { topicConfigs } from '../../broker/configs/topic-table.ts'
import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

const list = (names: Iterable<string>) => [...names].map((name) => `\t${name}\n`).join('')

export const configOptions = {
  ...helpAndVersion,
  'bootstrap-server': {
    argument: 'server to connect to',
    takes: 'servers',
    description: 'One or more brokers of the cluster, as host:port, separated by commas.',
  },
  'bootstrap-controller': {
    argument: 'controller to connect to',
    takes: 'controllers',
    description: 'One or more KRaft controllers, as host:port, separated by commas.',
  },
  zookeeper: {
    argument: 'urls',
    takes: 'zookeeper',
    deprecated: true,
    description:
      "DEPRECATED: ZooKeeper's host:port, several separated by commas. Only for users' SCRAM credentials, and for settings of brokers that are down.",
  },
  'zk-tls-config-file': {
    argument: 'ZooKeeper TLS configuration',
    takes: 'file',
    description: 'With --zookeeper: a file with the properties for TLS (zookeeper.client.secure, zookeeper.ssl.*).',
  },
  'command-config': {
    argument: 'command config property file',
    takes: 'client-config',
    description: 'A file with properties for the admin client. Only with --bootstrap-server.',
  },
  alter: { description: 'Change settings of one thing.' },
  describe: { description: 'Show settings.' },
  all: {
    description:
      'With --describe: all settings of the topic, broker or broker-logger, and not only those that were changed while it was there.',
  },
  'entity-type': {
    argument: '',
    takes: ['topics', 'clients', 'users', 'brokers', 'broker-loggers', 'ips', 'client-metrics'],
    description:
      'What the settings belong to: topics, clients, users, brokers, broker-loggers, ips or client-metrics. Users and clients may be given together.',
  },
  'entity-name': {
    argument: '',
    takes: 'entity-name',
    description: 'Its name: of a topic, client id, user, IP address or metrics subscription; the id of a broker.',
  },
  'entity-default': { description: 'In place of a name: the default for all clients, users, brokers or ips.' },
  'add-config': {
    argument: '',
    takes: 'entity-configs',
    description: () =>
      `Settings to make, as name=value separated by commas; a value that has commas itself stands in square brackets: a=1,b=[x,y]. Topics have:\n${list(Object.keys(topicConfigs))}Users have the quotas producer_byte_rate, consumer_byte_rate, request_percentage and controller_mutation_rate, and the passwords SCRAM-SHA-256 and SCRAM-SHA-512 (as [iterations=8192,password=...]); clients have these quotas, and ips connection_creation_rate. Users and clients together have quotas only. The settings of brokers are in Kafka's documentation.`,
  },
  'add-config-file': {
    argument: '',
    takes: 'file',
    description: 'A properties file with settings to make, in place of --add-config.',
  },
  'delete-config': {
    argument: '',
    takes: 'entity-config-names',
    separator: ',',
    description: 'Names of settings to take back, separated by commas.',
  },
  force: { description: 'Ask nothing. There is nothing that this tool would ask.' },
  topic: { argument: '', takes: 'topic', description: 'Short for --entity-type topics --entity-name.' },
  client: { argument: '', description: 'Short for --entity-type clients --entity-name.' },
  'client-defaults': { description: 'Short for --entity-type clients --entity-default.' },
  user: { argument: '', takes: 'user', description: 'Short for --entity-type users --entity-name.' },
  'user-defaults': { description: 'Short for --entity-type users --entity-default.' },
  broker: { argument: '', takes: 'broker', description: 'Short for --entity-type brokers --entity-name.' },
  'broker-defaults': { description: 'Short for --entity-type brokers --entity-default.' },
  'broker-logger': {
    argument: '',
    takes: 'broker',
    description: 'Short for --entity-type broker-loggers --entity-name.',
  },
  ip: { argument: '', description: 'Short for --entity-type ips --entity-name.' },
  'ip-defaults': { description: 'Short for --entity-type ips --entity-default.' },
} as const satisfies OptionTable

export type ConfigOptions = OptionSet<typeof configOptions>
