import { javaDouble } from '../../base/java-double.ts'
import { ConfigError, type Validator } from './validators.ts'

export type ConfigType = 'boolean' | 'string' | 'int' | 'short' | 'long' | 'double' | 'list' | 'class' | 'password'
/** When a setting may change: a broker's never, for all brokers at once, or for one too; the rest always. */
export type ConfigUpdate = 'read-only' | 'cluster-wide' | 'per-broker' | 'topic' | 'user' | 'client' | 'ip'
export type Importance = 'high' | 'medium' | 'low'

/** One setting. `V` is its parsed value: int, short, long and double are numbers, a list an array of strings. */
export interface ConfigRow<V = unknown, D extends string | null = string | null> {
  readonly type: ConfigType
  /** As text, because a long's default may not fit a JavaScript number. */
  readonly default: D
  readonly importance: Importance
  readonly update: ConfigUpdate
  readonly valid: Validator | undefined
  readonly synonyms: readonly string[]
  /** The value of a text that `canonical` accepted. */
  readonly value: (text: string) => V
}

/** What a setting's `get` gives: null only where it has no default. */
export type ValueOf<Row> = Row extends ConfigRow<infer V, infer D> ? (D extends string ? V : V | null) : never

function row<V>(type: ConfigType, value: (text: string) => V) {
  return <D extends string | null>(
    defaultText: D,
    importance: Importance,
    update: ConfigUpdate,
    valid?: Validator,
    synonyms: readonly string[] = [],
  ): ConfigRow<V, D> => ({ type, default: defaultText, importance, update, valid, synonyms, value })
}

const asText = (text: string) => text
export const asList = (text: string) => (text === '' ? [] : text.split(/\s*,\s*/))
/** What a setting of the type string that is a list all the same names: Kafka drops what is empty there. */
export const asNames = (text: string | null) => asList((text ?? '').trim()).filter((name) => name !== '')

export const boolean = row('boolean', (text) => text === 'true')
export const string = row('string', asText)
export const int = row('int', Number)
export const short = row('short', Number)
export const long = row('long', Number)
export const double = row('double', Number)
export const list = row('list', asList)
export const javaClass = row('class', asText)
export const password = row('password', asText)

const wholeLimits = { short: 2n ** 15n, int: 2n ** 31n, long: 2n ** 63n }

function wholeNumber(name: string, type: keyof typeof wholeLimits, text: string): string {
  const value = /^[+-]?\d+$/.test(text) ? BigInt(text.replace(/^\+/, '')) : undefined
  const limit = wholeLimits[type]
  if (value === undefined || value < -limit || value >= limit) {
    throw new ConfigError(name, text, `Not a number of type ${type.toUpperCase()}`)
  }
  return value.toString()
}

function floating(name: string, text: string): string {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?[dDfF]?$/.test(text)) {
    throw new ConfigError(name, text, 'Not a number of type DOUBLE')
  }
  return javaDouble(Number(text.replace(/[dDfF]$/, '')))
}

/** The text that Kafka shows for a value, after checking it: trimmed, numbers normalised. Throws `ConfigError` with Kafka's words. */
export function canonical(name: string, definition: ConfigRow, given: string): string {
  const text = definition.type === 'password' ? given : given.trim()
  const result = normalised(name, definition.type, text)
  const complaint = definition.valid?.(definition.value(result))
  if (complaint !== undefined) throw new ConfigError(name, complaint.value ?? result, complaint.message)
  return result
}

function normalised(name: string, type: ConfigType, text: string): string {
  switch (type) {
    case 'boolean': {
      const lower = text.toLowerCase()
      if (lower !== 'true' && lower !== 'false') {
        throw new ConfigError(name, text, 'Expected value to be either true or false')
      }
      return lower
    }
    case 'int':
    case 'short':
    case 'long':
      return wholeNumber(name, type, text)
    case 'double':
      return floating(name, text)
    case 'list':
      return asList(text).join(',')
    default:
      return text
  }
}
