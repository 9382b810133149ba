import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'

const operationNames = [
  'All',
  'Alter',
  'AlterConfigs',
  'ClusterAction',
  'Create',
  'CreateTokens',
  'Delete',
  'Describe',
  'DescribeConfigs',
  'DescribeTokens',
  'IdempotentWrite',
  'Read',
  'Write',
] as const

const repeatable = true

export const aclOptions = {
  ...helpAndVersion,
  'bootstrap-server': {
    argument: 'server to connect to',
    takes: 'servers',
    description: 'One or more brokers of the cluster, as host:port, separated by commas: they change the entries.',
  },
  'command-config': {
    argument: 'command-config',
    optional: true,
    takes: 'client-config',
    description: 'A file with properties for the admin client.',
  },
  authorizer: {
    argument: 'authorizer',
    deprecated: true,
    description:
      'The Java class whose entries are changed without asking brokers. Only kafka.security.authorizer.AclAuthorizer, the default, can be had here.',
  },
  'authorizer-properties': {
    argument: 'authorizer-properties',
    repeatable,
    deprecated: true,
    description:
      'A setting of the authorizer, as name=value; may be given several times. zookeeper.connect=HOST:PORT says where the entries lie.',
  },
  'zk-tls-config-file': {
    argument: 'Authorizer ZooKeeper TLS configuration',
    takes: 'file',
    deprecated: true,
    description:
      'A file with the zookeeper.ssl.* settings of the connection to ZooKeeper, with or without "authorizer." before them; others in it are left aside.',
  },
  add: { description: 'Add entries.' },
  remove: { description: 'Remove entries; without a principal, all of the resource.' },
  list: { description: 'Show the entries, of all resources or of those named.' },
  topic: {
    argument: 'topic',
    takes: 'topic',
    repeatable,
    description: 'The topic that the entries are for; * for all. May be given several times.',
  },
  group: {
    argument: 'group',
    takes: 'group',
    repeatable,
    description: 'The consumer group that the entries are for; * for all. May be given several times.',
  },
  cluster: { description: 'The entries are for the cluster as a whole.' },
  'transactional-id': {
    argument: 'transactional-id',
    takes: 'transactional-id',
    repeatable,
    description: 'The transactional id that the entries are for; * for all. May be given several times.',
  },
  'delegation-token': {
    argument: 'delegation-token',
    repeatable,
    description: 'The id of the delegation token that the entries are for; * for all. May be given several times.',
  },
  'user-principal': {
    argument: 'user-principal',
    takes: 'principal',
    repeatable,
    description: 'The user, as User:NAME, whose tokens may be made or seen. May be given several times.',
  },
  'resource-pattern-type': {
    argument: '',
    choices: ['ANY', 'MATCH', 'LITERAL', 'PREFIXED'],
    choicesShown: 'ANY|MATCH|LITERAL|PREFIXED',
    default: 'LITERAL',
    description:
      'What the names of resources mean: literal ones, or prefixed, the beginning of a name. For --list and --remove also any, both kinds of that name, and match, all entries that have an effect on a resource of that name. Beware of match with --remove.',
  },
  operation: {
    argument: '',
    takes: operationNames,
    repeatable,
    default: 'All',
    description: `What is allowed or denied; may be given several times. The operations are:\n${operationNames.map((name) => `\t${name}\n`).join('')}`,
  },
  'allow-principal': {
    argument: 'allow-principal',
    takes: 'principal',
    repeatable,
    description: "Who is allowed it, as User:NAME; User:'*' is everybody. May be given several times.",
  },
  'deny-principal': {
    argument: 'deny-principal',
    takes: 'principal',
    repeatable,
    description:
      'Who is denied it, even if allowed by another entry, as User:NAME. May be given several times. Who is not mentioned at all is denied it anyway.',
  },
  'allow-host': {
    argument: 'allow-host',
    repeatable,
    description: 'From which address they are allowed it; from everywhere when left out. May be given several times.',
  },
  'deny-host': {
    argument: 'deny-host',
    repeatable,
    description: 'From which address they are denied it; from everywhere when left out. May be given several times.',
  },
  principal: {
    argument: 'principal',
    takes: 'principal',
    optional: true,
    repeatable,
    description: 'With --list: only the entries of this one, as User:NAME. May be given several times.',
  },
  producer: { description: 'All that a producer to the --topic needs: write, describe and create.' },
  idempotent: {
    description:
      'With --producer: also what an idempotent one needs of brokers before 2.8. With a transactional id it is not needed.',
  },
  consumer: { description: 'All that a consumer of the --topic in the --group needs: read and describe, and read.' },
  force: { description: 'Remove without asking.' },
} as const satisfies OptionTable

export type AclOptions = OptionSet<typeof aclOptions>
