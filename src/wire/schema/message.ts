import type { Fields, InOf, OutOf } from './fields.ts'

/** A set of versions as Kafka's definitions write it. */
type Versions = `${number}-${number}` | `${number}`

export interface MessageOptions {
  /** The API key, for requests and responses. */
  readonly key?: number
  readonly versions: Versions
  /** Versions with compact lengths and tagged fields. */
  readonly flexible: `${number}+` | 'none'
}

/** A message of Kafka's protocol, or a record in one of its own topics: its versions and fields. */
export interface Message<F extends Fields = Fields> {
  readonly name: string
  readonly key: number
  readonly minVersion: number
  readonly maxVersion: number
  /** Infinity when no version is flexible. */
  readonly flexibleFrom: number
  readonly fields: F
}

/** A record in ZooKeeper's jute encoding: no versions; strings, buffers and vectors may be null where the field says so. */
export interface JuteRecord<F extends Fields = Fields> {
  readonly name: string
  readonly fields: F
}

/** What decoding gives. */
export type TypeOf<M extends { readonly fields: Fields }> = OutOf<M['fields']>

/** What encoding takes: like `TypeOf`, but fields with a default may be left out. */
export type InputOf<M extends { readonly fields: Fields }> = InOf<M['fields']>

export function message<F extends Fields>(name: string, options: MessageOptions, fields: F): Message<F> {
  const [min, max = min] = options.versions.split('-').map(Number)
  return {
    name,
    key: options.key ?? -1,
    minVersion: min ?? 0,
    maxVersion: max ?? 0,
    flexibleFrom: options.flexible === 'none' ? Number.POSITIVE_INFINITY : Number.parseInt(options.flexible, 10),
    fields,
  }
}

export function record<F extends Fields>(name: string, fields: F): JuteRecord<F> {
  return { name, fields }
}
