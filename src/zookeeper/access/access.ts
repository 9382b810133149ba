import type { Acl, Id } from '../../wire/jute/data.ts'
import { ZooKeeperError } from '../../wire/jute/errors.ts'
import { schemeOf } from './schemes.ts'

/** Decides who may do what with a node. */
export class Access {
  readonly #skip: boolean

  /** @param skip `skipACL=yes`: everyone may do everything */
  constructor(skip: boolean) {
    this.#skip = skip
  }

  /**
   * @param perms the rights of which one is enough
   * @throws ZooKeeperError noAuth
   */
  check(acl: readonly Acl[], perms: number, ids: readonly Id[], path: string): void {
    if (!this.allows(acl, perms, ids)) throw new ZooKeeperError('noAuth', path)
  }

  allows(acl: readonly Acl[], perms: number, ids: readonly Id[]): boolean {
    if (this.#skip || acl.length === 0) return true
    if (ids.some(({ scheme }) => scheme === 'super')) return true
    return acl.some((entry) => (entry.perms & perms) !== 0 && isMeant(entry.id, ids))
  }
}

function isMeant(wanted: Id, ids: readonly Id[]): boolean {
  if (isAnyone(wanted)) return true
  const scheme = schemeOf(wanted.scheme)
  return ids.some((own) => own.scheme === wanted.scheme && scheme?.matches(own.id, wanted.id) === true)
}

function isAnyone({ scheme, id }: Id): boolean {
  return scheme === 'world' && id === 'anyone'
}

/**
 * The list as it is stored: without repetitions, `auth` replaced by who the client has proved to be.
 * @throws ZooKeeperError invalidACL
 */
export function resolveAcl(path: string, ids: readonly Id[], acl: readonly Acl[] | null): readonly Acl[] {
  const wanted = withoutRepetitions(acl ?? [])
  if (wanted.length === 0) throw new ZooKeeperError('invalidACL', path)
  return wanted.flatMap((entry) => resolveEntry(path, ids, entry))
}

function resolveEntry(path: string, ids: readonly Id[], entry: Acl): readonly Acl[] {
  if (isAnyone(entry.id)) return [entry]
  if (entry.id.scheme === 'auth') {
    const own = ids.filter(({ scheme }) => schemeOf(scheme)?.authenticates === true)
    if (own.length === 0) throw new ZooKeeperError('invalidACL', path)
    return own.map((id) => ({ perms: entry.perms, id }))
  }
  if (schemeOf(entry.id.scheme)?.isValid(entry.id.id) !== true) throw new ZooKeeperError('invalidACL', path)
  return [entry]
}

function withoutRepetitions(acl: readonly Acl[]): readonly Acl[] {
  const seen = new Set<string>()
  return acl.filter(({ perms, id }) => {
    const key = JSON.stringify([perms, id.scheme, id.id])
    return !seen.has(key) && seen.add(key)
  })
}

/** How a list is shown to who may not change it: without the passwords' hashes. */
export function maskedAcl(acl: readonly Acl[]): readonly Acl[] {
  return acl.map(({ perms, id }) => ({
    perms,
    id: id.scheme === 'digest' ? { scheme: id.scheme, id: id.id.replace(/:.*/, ':x') } : id,
  }))
}
