import type { ConfigOptions } from './options.ts'

/** What the command is about. Names may be fewer than types: all of that type are meant. */
export interface Entities {
  /** As given: `topics`, `users`, …; the checks let only known ones pass. */
  readonly types: readonly string[]
  /** The empty string is the default. */
  readonly names: readonly string[]
}

/** In the order in which Kafka goes through them. */
const nameFlags = [
  ['topic', 'topics'],
  ['client', 'clients'],
  ['user', 'users'],
  ['broker', 'brokers'],
  ['broker-logger', 'broker-loggers'],
  ['ip', 'ips'],
] as const

const defaultFlags = [
  ['client-defaults', 'clients'],
  ['user-defaults', 'users'],
  ['broker-defaults', 'brokers'],
  ['ip-defaults', 'ips'],
] as const

/** Throws an OptionError when a short form was given twice. */
export function entitiesOf(options: ConfigOptions): Entities {
  const given = nameFlags.filter(([flag]) => options.has(flag))
  const defaults = defaultFlags.filter(([flag]) => options.has(flag))
  return {
    types: [...options.values('entity-type'), ...[...given, ...defaults].map(([, type]) => type)],
    names: [...longNames(options), ...given.map(([flag]) => options.value(flag) ?? ''), ...defaults.map(() => '')],
  }
}

/** Names and defaults count in the order in which they stand on the command line. */
function longNames(options: ConfigOptions): string[] {
  const names = options.values('entity-name')
  let next = 0
  return options.met
    .filter((name) => name === 'entity-name' || name === 'entity-default')
    .map((name) => (name === 'entity-name' ? (names[next++] ?? '') : ''))
}

export function hasShortForm(options: ConfigOptions): boolean {
  return [...nameFlags, ...defaultFlags].some(([flag]) => options.has(flag))
}
