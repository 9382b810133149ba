import { brokerConfigs } from '../../broker/configs/broker-table.ts'
import type { ConfigRow } from '../../broker/configs/definition.ts'
import { brokerDynamicOnlyConfigs } from '../../broker/configs/entity-tables.ts'
import { groups, newGroups, transactions } from './broker/groups.ts'
import { cleaner, log, remoteStorage, retention } from './broker/log.ts'
import { broker, metrics, network, shutdown } from './broker/network.ts'
import { purgatories, quotas, replication } from './broker/replication.ts'
import { access, oauth, sasl, tls } from './broker/security.ts'
import type { SettingText } from './broker/setting-text.ts'
import { kraft, zookeeper } from './broker/zookeeper.ts'
import type { DocumentedSettings } from './documented-setting.ts'

const sections = {
  'The broker': broker,
  'Listeners and connections': network,
  ZooKeeper: zookeeper,
  'Partitions on disk': log,
  Retention: retention,
  'Compaction and compression': cleaner,
  Replication: replication,
  'The end of a broker': shutdown,
  'Consumer groups': groups,
  Transactions: transactions,
  Quotas: quotas,
  Passwords: access,
  TLS: tls,
  SASL: sasl,
  OAUTHBEARER: oauth,
  Metrics: metrics,
  'KRaft controllers': kraft,
  'Groups of the new kind': newGroups,
  'Remote storage': remoteStorage,
  'Delayed requests': purgatories,
} as const

const rowOf: ReadonlyMap<string, ConfigRow> = new Map(
  Object.entries<ConfigRow>({ ...brokerConfigs, ...brokerDynamicOnlyConfigs }),
)

const changes = {
  'per-broker': 'can be changed while the broker runs, for each broker',
  'cluster-wide': 'can be changed while brokers run, for one or all',
} as const

/** All settings of a broker by the sections of the manual's page. */
export const brokerSections: Readonly<Record<string, DocumentedSettings>> = Object.fromEntries(
  Object.entries(sections).map(([title, texts]) => [title, documented(texts)]),
)

function documented(texts: Readonly<Record<string, SettingText>>): DocumentedSettings {
  const entries = Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(
    entries.map(([name, text]) => {
      const row = rowOf.get(name)
      if (row === undefined) throw new Error(`the manual describes ${name}, which is no setting of a broker`)
      return [name, documentedRow(row, text)]
    }),
  )
}

function documentedRow(row: ConfigRow, text: SettingText) {
  const isIdle = typeof text !== 'string'
  const { update } = row
  const dynamic = update === 'per-broker' || update === 'cluster-wide' ? [changes[update]] : []
  return {
    ...factsOf(row),
    notes: [...dynamic, ...(isIdle ? ['without effect here'] : [])],
    description: isIdle ? text.idle : text,
  }
}

/** What the table knows of a setting. */
export function factsOf({ type, default: fallback, valid }: ConfigRow) {
  return {
    type,
    ...(fallback !== null && { default: fallback }),
    ...(valid?.accepts !== undefined && { accepts: valid.accepts }),
  }
}

const described = new Set(Object.values(brokerSections).flatMap((settings) => Object.keys(settings)))
const missing = [...rowOf.keys()].filter((name) => !described.has(name))
if (missing.length > 0) throw new Error(`src/cli/manual/broker has to describe ${missing.join(', ')}`)
