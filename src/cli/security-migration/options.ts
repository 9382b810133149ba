import type { OptionSet } from '../kit/jopt/option-set.ts'
import { helpAndVersion, type OptionTable } from '../kit/jopt/option-table.ts'
import { tlsSettingNames } from '../kit/kafka-tls-properties.ts'

/** The first line of the help, and what is said to a wrong --zookeeper.acl. */
export const migrationAbout =
  'ZooKeeper Migration Tool Help. This tool updates the ACLs of znodes as part of the process of setting up ZooKeeper authentication.'

const patienceMs = 30_000

export const migrationOptions = {
  ...helpAndVersion,
  'zookeeper.acl': {
    argument: '',
    takes: ['secure', 'unsecure'],
    description:
      'secure: only the one who is logged in may change the znodes, and read those with secrets. unsecure: everybody may do everything again.',
  },
  'zookeeper.connect': {
    argument: '',
    takes: 'zookeeper',
    default: 'localhost:2181',
    description: 'The ZooKeeper servers, as host:port, separated by commas, with the path of Kafka behind them.',
  },
  'zookeeper.session.timeout': {
    argument: '',
    type: 'integer',
    default: patienceMs,
    description: 'Milliseconds after which the servers forget a silent client.',
  },
  'zookeeper.connection.timeout': {
    argument: '',
    type: 'integer',
    default: patienceMs,
    description: 'Milliseconds to wait for a connection.',
  },
  'enable.path.check': { description: 'Do nothing when some of the znodes that Kafka makes are not there.' },
  'zk-tls-config-file': {
    argument: 'ZooKeeper TLS configuration',
    takes: 'file',
    description: () =>
      `A file with the settings of TLS to ZooKeeper; others in it are left aside: ${tlsSettingNames.join(', ')}.`,
  },
} as const satisfies OptionTable

export type MigrationOptions = OptionSet<typeof migrationOptions>
