import { noNumber } from './config-error.ts'

/** Typed access to `key=value` lines; a key may also be written with `zookeeper.` in front. */
export interface PropertyReader {
  text(key: string): string | undefined
  /** @throws ConfigError when it is no whole number */
  number(key: string, fallback: number): number
  /** `true` and `yes` in any case are true, everything else is false. */
  flag(key: string, fallback: boolean): boolean
  /** The keys that were looked for until now, without `zookeeper.` in front. */
  readonly asked: ReadonlySet<string>
}

export function readProperties(properties: ReadonlyMap<string, string>): PropertyReader {
  const asked = new Set<string>()
  const text = (key: string) => {
    asked.add(key)
    return (properties.get(key) ?? properties.get(`zookeeper.${key}`))?.trim()
  }
  return {
    asked,
    text,
    number(key, fallback) {
      const value = text(key)
      if (value === undefined) return fallback
      if (!/^[+-]?\d{1,15}$/.test(value)) throw noNumber(value)
      return Number(value)
    },
    flag(key, fallback) {
      const value = text(key)
      return value === undefined ? fallback : /^(true|yes)$/i.test(value)
    },
  }
}
