import { brokerConfigs } from './broker-table.ts'
import { type ConfigRow, canonical, type ValueOf } from './definition.ts'
import { brokerDynamicOnlyConfigs } from './entity-tables.ts'
import { ConfigError } from './validators.ts'

const rows = { ...brokerConfigs, ...brokerDynamicOnlyConfigs }
type Rows = typeof rows
export type BrokerConfigName = keyof Rows

const rowOf: ReadonlyMap<string, ConfigRow> = new Map<string, ConfigRow>(Object.entries(rows))

export const brokerConfigRow = (name: string): ConfigRow | undefined => rowOf.get(name)

/** A setting that no properties file can give. */
export const isDynamicOnly = (name: string): boolean => Object.hasOwn(brokerDynamicOnlyConfigs, name)

export type Properties = ReadonlyMap<string, string>

/** Settings that another one's absence falls back to, in the order in which Kafka looks at them. */
const fallbacks: Readonly<Record<string, readonly string[]>> = {
  'log.retention.ms': ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'],
  'log.retention.minutes': ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'],
  'log.retention.hours': ['log.retention.ms', 'log.retention.minutes', 'log.retention.hours'],
  'log.roll.ms': ['log.roll.ms', 'log.roll.hours'],
  'log.roll.hours': ['log.roll.ms', 'log.roll.hours'],
  'log.roll.jitter.ms': ['log.roll.jitter.ms', 'log.roll.jitter.hours'],
  'log.roll.jitter.hours': ['log.roll.jitter.ms', 'log.roll.jitter.hours'],
  'log.flush.interval.ms': ['log.flush.interval.ms', 'log.flush.scheduler.interval.ms'],
}

const listenerPrefix = /^listener\.name\.[^.]*\.(.*)$/

/** Names that can give a setting its value, itself included. */
export function brokerSynonyms(name: string): readonly string[] {
  const base = listenerPrefix.exec(name)?.[1]
  return fallbacks[name] ?? (base === undefined ? [name] : [name, base])
}

const passwordNames = [...rowOf].filter(([, { type }]) => type === 'password').map(([name]) => name)

/** Whether a setting is a secret: of one listener, or of one of its SASL mechanisms, too. */
export const isPassword = (name: string): boolean => passwordNames.some((password) => name.endsWith(password))

/** `broker.id` and `node.id` are one setting of two names: who gives one gives both. */
function withBothIds(given: Properties): Properties {
  const id = given.get('broker.id') ?? given.get('node.id')
  return id === undefined ? given : new Map([['broker.id', id], ['node.id', id], ...given])
}

const checked = (given: Properties): Map<string, string> =>
  new Map([...given].map(([name, text]) => [name, checkedText(name, text)]))

function checkedText(name: string, text: string): string {
  const row = rowOf.get(name)
  return row === undefined ? text : canonical(name, row, text)
}

/** Values that Kafka refuses to use may still lie in ZooKeeper: they are left out. */
function usable(given: Properties, onBad: (error: ConfigError) => void): Map<string, string> {
  const result = new Map<string, string>()
  for (const [name, text] of given) {
    try {
      result.set(name, checkedText(name, text))
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      onBad(error)
    }
  }
  return result
}

/**
 * A broker's settings: the properties it was started with, under what ZooKeeper holds for all brokers, under what it
 * holds for this one. `get` is live; whoever keeps a value listens with `onChange`.
 */
export class BrokerConfig {
  readonly #given: Properties
  #dynamicDefault: Properties = new Map()
  #dynamic: Properties = new Map()
  readonly #values = new Map<string, unknown>()
  readonly #listeners = new Set<() => void>()

  /** Throws `ConfigError` with Kafka's words for the first bad value. */
  constructor(properties: Properties) {
    this.#given = checked(withBothIds(properties))
  }

  get<N extends BrokerConfigName>(name: N): ValueOf<Rows[N]>
  get(name: BrokerConfigName): unknown {
    if (!this.#values.has(name)) this.#values.set(name, this.#parsed(name))
    return this.#values.get(name)
  }

  #parsed(name: BrokerConfigName): unknown {
    const text = this.text(name)
    return text === null ? null : rows[name].value(text)
  }

  /** The effective value as text; null when unset and without default. */
  text(name: string): string | null {
    return this.#override(name) ?? rowOf.get(name)?.default ?? null
  }

  #override(name: string): string | undefined {
    if (rowOf.get(name)?.update === 'read-only') return this.#given.get(name)
    return this.#dynamic.get(name) ?? this.#dynamicDefault.get(name) ?? this.#given.get(name)
  }

  /** True when somebody set it: in the file, or dynamically. */
  has(name: BrokerConfigName): boolean {
    return this.#override(name) !== undefined
  }

  /** All names that DescribeConfigs lists for this broker: the known ones and whatever else the file says. */
  names(): string[] {
    return [...new Set([...Object.keys(brokerConfigs), ...this.#given.keys(), ...this.#dynamic.keys()])]
  }

  get given(): Properties {
    return this.#given
  }

  get dynamicDefault(): Properties {
    return this.#dynamicDefault
  }

  get dynamic(): Properties {
    return this.#dynamic
  }

  setDynamic(level: 'broker' | 'default', properties: Properties, onBad: (error: ConfigError) => void): void {
    const values = usable(properties, onBad)
    if (level === 'broker') this.#dynamic = values
    else this.#dynamicDefault = values
    this.#values.clear()
    for (const listener of this.#listeners) listener()
  }

  onChange(listener: () => void): void {
    this.#listeners.add(listener)
  }
}
