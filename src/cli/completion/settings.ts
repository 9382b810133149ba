import { brokerConfigs } from '../../broker/configs/broker-table.ts'
import type { ConfigRow } from '../../broker/configs/definition.ts'
import { topicConfigs } from '../../broker/configs/topic-table.ts'
import { clientQuotas, ipQuotas } from '../configs/quotas.ts'
import { commonProperties, consumerProperties, producerProperties } from '../manual/client-properties.ts'
import type { DocumentedSettings } from '../manual/documented-setting.ts'
import { saslProperties, securityProperties, tlsProperties } from '../manual/security-properties.ts'
import type { Candidate } from './candidate.ts'

/** The values that a setting is known to have, by the setting's name. */
export type Settings = ReadonlyMap<string, readonly string[]>

export const settingsOfBrokers: Settings = fromRows(brokerConfigs)
export const settingsOfTopics: Settings = fromRows(topicConfigs)
const common = { ...commonProperties, ...securityProperties, ...tlsProperties, ...saslProperties }
export const settingsOfProducers: Settings = fromManual({ ...common, ...producerProperties })
export const settingsOfConsumers: Settings = fromManual({ ...common, ...consumerProperties })

const logLevels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']

/** What there is to set, by the word for `--entity-type`. */
const settingsByEntityType: Readonly<Record<string, Settings>> = {
  topics: settingsOfTopics,
  brokers: fromRows(brokerConfigs, ({ update }) => update !== 'read-only'),
  users: fromNames([...clientQuotas, 'SCRAM-SHA-256', 'SCRAM-SHA-512']),
  clients: fromNames(clientQuotas),
  ips: fromNames(ipQuotas),
  'client-metrics': fromNames(['interval.ms', 'match', 'metrics']),
}

/** `names` are those that the cluster tells besides. */
export function settingsOfEntity(type: string, names: readonly string[]): Settings {
  if (type === 'broker-loggers') return new Map(names.map((name) => [name, logLevels]))
  return new Map([...fromNames(names), ...(settingsByEntityType[type] ?? [])])
}

/** `name=`, and behind that its values. */
export function assignments(settings: Settings, text: string): Candidate[] {
  const [name = '', value] = text.split(/=(.*)/s)
  if (value === undefined) return [...settings.keys()].sort().map((key) => ({ value: `${key}=` }))
  return (settings.get(name) ?? []).map((word) => ({ value: `${name}=${word}` }))
}

function fromRows(
  rows: Readonly<Record<string, ConfigRow>>,
  isShown: (row: ConfigRow) => boolean = () => true,
): Settings {
  const shown = Object.entries(rows).filter(([, row]) => isShown(row))
  return new Map(
    shown.map(([name, { type, valid }]) => [name, type === 'boolean' ? ['true', 'false'] : (valid?.words ?? [])]),
  )
}

function fromManual(settings: DocumentedSettings): Settings {
  return new Map(Object.entries(settings).map(([name, { words = [] }]) => [name, words]))
}

function fromNames(names: readonly string[]): Settings {
  return new Map(names.map((name) => [name, []]))
}
