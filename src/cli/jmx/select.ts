import { JavaException } from '../kit/java-exception.ts'
import type { Beans } from './fetch-beans.ts'

export interface Query {
  readonly name: string
  readonly isPattern: boolean
  matches(name: string): boolean
}

/** `domain:key=value,…`, in which * and ? may stand; the keys may come in any order. @throws JavaException */
export function parseQuery(name: string): Query {
  const at = name.indexOf(':')
  const [domain, keys] = [name.slice(0, Math.max(at, 0)), name.slice(at + 1)]
  if (at < 0 || keys === '') throw malformed('Key properties cannot be empty')
  const isPattern = /[*?]/.test(name)
  const parts = keys.split(',').filter((part) => part !== '*')
  const isOpen = keys.split(',').includes('*')
  const wanted = parts.map(wildcard)
  return {
    name,
    isPattern,
    matches(other) {
      const [otherDomain = '', otherKeys = ''] = other.split(':')
      const rest = otherKeys.split(',')
      const areThere = wanted.every((part) => rest.some((key) => part.test(key)))
      return wildcard(domain).test(otherDomain) && areThere && (isOpen || rest.length === wanted.length)
    },
  }
}

/** The beans that some query is for; all without any. */
export function select(beans: Beans, queries: readonly Query[]): Beans {
  if (queries.length === 0) return beans
  return new Map([...beans].filter(([name]) => queries.some((query) => query.matches(name))))
}

function wildcard(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`)
}

function malformed(message: string): JavaException {
  const cause = new JavaException('javax.management.MalformedObjectNameException', message)
  return new JavaException('java.lang.RuntimeException', `${cause.className}: ${message}`, cause)
}
